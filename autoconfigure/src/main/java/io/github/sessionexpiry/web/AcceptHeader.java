package io.github.sessionexpiry.web;

import java.util.Collections;
import java.util.List;
import java.util.Locale;

import jakarta.servlet.http.HttpServletRequest;

import org.springframework.http.HttpHeaders;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;

/**
 * What a client would rather read, JSON or plain text (RFC 9110 12.5.1).
 */
final class AcceptHeader {

	private static final MediaType UNWANTED = new MediaType("*", "*", 0);

	private AcceptHeader() {
	}

	/**
	 * Returns whether the client prefers plain text to JSON. JSON wins a tie, unless
	 * plain text is named and JSON only comes under a wildcard.
	 * @param request the request
	 * @return {@code true} if plain text is preferred; {@code false} also if the header
	 * can't be read
	 */
	static boolean prefersPlainText(HttpServletRequest request) {
		List<String> headers = Collections.list(request.getHeaders(HttpHeaders.ACCEPT));
		// As a rule nobody asks for text, and to read the header properly takes its time
		if (headers.stream().noneMatch((header) -> header.toLowerCase(Locale.ROOT).contains("text/"))) {
			return false;
		}
		List<MediaType> accepted;
		try {
			accepted = MediaType.parseMediaTypes(headers);
		}
		catch (InvalidMediaTypeException ex) {
			return false;
		}
		MediaType plainText = bestFor(MediaType.TEXT_PLAIN, accepted);
		MediaType json = bestFor(MediaType.APPLICATION_JSON, accepted);
		MediaType problem = bestFor(MediaType.APPLICATION_PROBLEM_JSON, accepted);
		return isBetter(plainText, json) && isBetter(plainText, problem);
	}

	private static boolean isBetter(MediaType one, MediaType other) {
		int byQuality = Double.compare(one.getQualityValue(), other.getQualityValue());
		return byQuality > 0 || (byQuality == 0 && one.isConcrete() && !other.isConcrete());
	}

	/*
	 * The most specific range decides about a media type. Without any it is unwanted.
	 */
	private static MediaType bestFor(MediaType mediaType, List<MediaType> accepted) {
		MediaType best = null;
		for (MediaType range : accepted) {
			if (range.includes(mediaType) && (best == null || range.isMoreSpecific(best))) {
				best = range;
			}
		}
		return (best != null) ? best : UNWANTED;
	}

}
