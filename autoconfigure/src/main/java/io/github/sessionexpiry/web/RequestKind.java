package io.github.sessionexpiry.web;

import java.util.Enumeration;
import java.util.Locale;
import java.util.function.Predicate;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;

/**
 * What a request's own headers say of who made it; {@link AjaxRequestMatcher#byHeaders()}
 * documents the table.
 */
enum RequestKind {

	/**
	 * Made by code in a page.
	 */
	SCRIPT,

	/**
	 * A navigation.
	 */
	PAGE,

	/**
	 * Left alone: an API client.
	 */
	CLIENT;

	static RequestKind of(HttpServletRequest request) {
		if (request.getHeader(HttpHeaders.AUTHORIZATION) != null) {
			return CLIENT;
		}
		if (ClientKind.library(request) != ClientKind.OTHER) {
			return SCRIPT;
		}
		String fetchMode = request.getHeader("Sec-Fetch-Mode");
		if ("navigate".equalsIgnoreCase(fetchMode)) {
			return PAGE;
		}
		if (accepts(request, RequestKind::isHtml)) {
			return PAGE;
		}
		if (fetchMode != null || accepts(request, RequestKind::isScriptFormat)
				|| request.getRequestedSessionId() != null) {
			return SCRIPT;
		}
		return CLIENT;
	}

	static boolean acceptsEventStream(HttpServletRequest request) {
		return accepts(request, MediaType.TEXT_EVENT_STREAM_VALUE::equals);
	}

	/*
	 * Compares names only. Spring's MediaType would be stricter, and an Accept header
	 * that is malformed or has a thousand entries would then be an exception.
	 */
	private static boolean accepts(HttpServletRequest request, Predicate<String> mediaType) {
		@Nullable Enumeration<String> headers = request.getHeaders(HttpHeaders.ACCEPT);
		while (headers != null && headers.hasMoreElements()) {
			for (String range : headers.nextElement().split(",")) {
				int parameters = range.indexOf(';');
				String name = (parameters < 0) ? range : range.substring(0, parameters);
				if (mediaType.test(name.trim().toLowerCase(Locale.ROOT))) {
					return true;
				}
			}
		}
		return false;
	}

	private static boolean isHtml(String mediaType) {
		return mediaType.equals("text/html") || mediaType.equals("application/xhtml+xml");
	}

	private static boolean isScriptFormat(String mediaType) {
		return mediaType.equals("application/json") || mediaType.endsWith("+json")
				|| mediaType.equals(MediaType.TEXT_EVENT_STREAM_VALUE);
	}

}
