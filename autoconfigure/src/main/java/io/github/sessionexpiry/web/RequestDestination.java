package io.github.sessionexpiry.web;

import jakarta.servlet.http.HttpServletRequest;

/**
 * What a browser is going to do with the answer to a request (Fetch Metadata,
 * {@code Sec-Fetch-Dest}).
 *
 * @since 0.1.0
 */
public final class RequestDestination {

	private RequestDestination() {
	}

	/**
	 * Returns whether the answer is shown in a frame.
	 * @param request the request
	 * @return {@code true} if the browser says so
	 */
	public static boolean isFrame(HttpServletRequest request) {
		String destination = request.getHeader("Sec-Fetch-Dest");
		return "iframe".equals(destination) || "frame".equals(destination);
	}

}
