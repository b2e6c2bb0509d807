package io.github.sessionexpiry.web;

import java.util.Locale;

import jakarta.servlet.http.HttpServletRequest;

import org.springframework.http.HttpHeaders;

/**
 * Where the page is from that made a request: this application's origin, or another one.
 *
 * @since 0.1.0
 */
public final class RequestOrigin {

	private static final String FETCH_SITE = "Sec-Fetch-Site";

	private RequestOrigin() {
	}

	/**
	 * Returns whether a page of another origin made the request. Browsers say so by
	 * {@code Sec-Fetch-Site} to origins that they trust, and to others by {@code Origin}
	 * (OWASP, Cross-Site Request Forgery Prevention Cheat Sheet, "Fetch Metadata").
	 * Without both the request is not from a page.
	 * @param request the request
	 * @return {@code true} if it is from another origin
	 */
	public static boolean isOther(HttpServletRequest request) {
		String site = request.getHeader(FETCH_SITE);
		if (site != null) {
			return !"same-origin".equals(site);
		}
		String origin = request.getHeader(HttpHeaders.ORIGIN);
		return origin != null && !origin.toLowerCase(Locale.ROOT).endsWith("://" + authority(request));
	}

	/**
	 * Returns whether a page of this application's origin made the request. A browser
	 * that sends neither of the headers of {@link #isOther} says so by the
	 * {@code Referer}.
	 * @param request the request
	 * @return {@code true} if it is from this origin, {@code false} if it is from another
	 * one or that can't be known
	 */
	public static boolean isSame(HttpServletRequest request) {
		boolean told = request.getHeader(FETCH_SITE) != null || request.getHeader(HttpHeaders.ORIGIN) != null;
		return told ? !isOther(request) : ReturnPath.isRefererOfSameOrigin(request);
	}

	// Not the scheme: a proxy that ends TLS need not have told us
	private static String authority(HttpServletRequest request) {
		int port = request.getServerPort();
		String name = request.getServerName().toLowerCase(Locale.ROOT);
		return (port == 80 || port == 443) ? name : name + ":" + port;
	}

}
