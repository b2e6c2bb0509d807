package io.github.sessionexpiry.endpoint;

import java.util.Locale;

import jakarta.servlet.http.HttpServletRequest;

import org.springframework.http.HttpHeaders;

/**
 * Where the page is from that made a request: this application's origin, or another one.
 */
final class RequestOrigin {

	private RequestOrigin() {
	}

	/**
	 * Returns whether a page of another origin made the request. Browsers say so by
	 * {@code Sec-Fetch-Site} to origins that they trust, and to others by {@code Origin}
	 * (OWASP, Cross-Site Request Forgery Prevention Cheat Sheet, "Fetch Metadata").
	 * Without both the request is not from a page.
	 */
	static boolean isOther(HttpServletRequest request) {
		String site = request.getHeader("Sec-Fetch-Site");
		if (site != null) {
			return !"same-origin".equals(site);
		}
		String origin = request.getHeader(HttpHeaders.ORIGIN);
		return origin != null && !origin.toLowerCase(Locale.ROOT).endsWith("://" + authority(request));
	}

	// Not the scheme: a proxy that ends TLS need not have told us
	private static String authority(HttpServletRequest request) {
		int port = request.getServerPort();
		String name = request.getServerName().toLowerCase(Locale.ROOT);
		return (port == 80 || port == 443) ? name : name + ":" + port;
	}

}
