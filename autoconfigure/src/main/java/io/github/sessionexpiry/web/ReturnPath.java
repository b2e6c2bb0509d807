package io.github.sessionexpiry.web;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;

/**
 * A place in this very application that a user can be sent to: an absolute path that
 * starts with the context path, perhaps with a query and a fragment. There is no way to
 * make one that leaves the application, so redirecting to it is never an open redirect
 * (ASVS 5.0 3.7.2).
 *
 * @since 0.1.0
 */
public final class ReturnPath {

	private static final int MAX_LENGTH = 2048;

	/*
	 * Visible ASCII, as browsers write it, less the backslash, which they read as a
	 * slash, and what HTML could misread. What is left cannot end a header.
	 */
	private static final Pattern URL_CHARACTERS = Pattern.compile("[\\x21-\\x7E&&[^\\\\\"<>]]+");

	/*
	 * What somebody who decodes once more, or normalises, would read as another place: an
	 * empty or a dot segment, an encoded slash, backslash or control character.
	 */
	private static final Pattern AMBIGUOUS_PATH = Pattern
		.compile("//|%2f|%5c|%25(2f|5c|0|1)|%[01]|%7f|/(\\.|%2e){1,2}(/|$)|;", Pattern.CASE_INSENSITIVE);

	private final String path;

	private final int pathEnd;

	private static final Pattern REFERER = Pattern.compile(
			"(?<scheme>https?)://(?<host>\\[[0-9a-f:.]+]|[^/?#\\\\@:\\[]+)(:(?<port>\\d{1,5}))?(?<path>/[^#]*)?",
			Pattern.CASE_INSENSITIVE);

	private ReturnPath(String path, int pathEnd) {
		this.path = path;
		this.pathEnd = pathEnd;
	}

	/**
	 * Returns the given path if it is one of this application.
	 * @param request the request, for the context path
	 * @param candidate the path to check, from whatever source
	 * @return the path, or the root of the application if the candidate is anything else
	 */
	public static ReturnPath of(HttpServletRequest request, @Nullable String candidate) {
		String contextPath = request.getContextPath();
		if (candidate == null || candidate.length() > MAX_LENGTH || !candidate.startsWith(contextPath + "/")
				|| !URL_CHARACTERS.matcher(candidate).matches()) {
			return root(contextPath);
		}
		int pathEnd = endOfPath(candidate);
		if (AMBIGUOUS_PATH.matcher(candidate).region(0, pathEnd).find()) {
			return root(contextPath);
		}
		return new ReturnPath(candidate, pathEnd);
	}

	/**
	 * Returns the page that made the request.
	 * @param request the request
	 * @return the path and query of the {@code Referer} if it is of the same origin, or
	 * else the root of the application
	 */
	public static ReturnPath ofReferer(HttpServletRequest request) {
		return of(request, sameOriginReferer(request));
	}

	static boolean isRefererOfSameOrigin(HttpServletRequest request) {
		return sameOriginReferer(request) != null;
	}

	private static ReturnPath root(String contextPath) {
		return new ReturnPath(contextPath + "/", contextPath.length() + 1);
	}

	private static int endOfPath(String candidate) {
		for (int i = 0; i < candidate.length(); i++) {
			if (candidate.charAt(i) == '?' || candidate.charAt(i) == '#') {
				return i;
			}
		}
		return candidate.length();
	}

	private static @Nullable String sameOriginReferer(HttpServletRequest request) {
		String referer = request.getHeader(HttpHeaders.REFERER);
		if (referer == null || referer.length() > 2 * MAX_LENGTH) {
			return null;
		}
		Matcher matcher = REFERER.matcher(referer);
		return (matcher.matches() && isSameOrigin(request, matcher)) ? matcher.group("path") : null;
	}

	private static boolean isSameOrigin(HttpServletRequest request, Matcher referer) {
		// A browser's own word counts first: behind a proxy that ends TLS without
		// telling,
		// the request's scheme and port are not those that the user sees.
		String site = request.getHeader("Sec-Fetch-Site");
		if (site != null) {
			return site.equals("same-origin");
		}
		String scheme = referer.group("scheme");
		return scheme.equalsIgnoreCase(request.getScheme())
				&& referer.group("host").equalsIgnoreCase(request.getServerName())
				&& port(scheme, referer.group("port")) == request.getServerPort();
	}

	private static int port(String scheme, @Nullable String port) {
		if (port != null) {
			return Integer.parseInt(port);
		}
		return scheme.equalsIgnoreCase("https") ? 443 : 80;
	}

	/**
	 * Returns the path without query and fragment.
	 * @return the path, with the context path
	 */
	public String getPath() {
		return this.path.substring(0, this.pathEnd);
	}

	/**
	 * Returns the whole as it can stand in a {@code Location} header.
	 */
	@Override
	public String toString() {
		return this.path;
	}

}
