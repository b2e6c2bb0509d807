package io.github.sessionexpiry.web;

import jakarta.servlet.http.HttpServletRequest;

/**
 * The path of a request within the application, as the container decoded it.
 *
 * @since 0.1.0
 */
public final class RequestPath {

	private RequestPath() {
	}

	/**
	 * Returns the path without the context path.
	 * @param request the request
	 * @return the path
	 */
	public static String of(HttpServletRequest request) {
		String pathInfo = request.getPathInfo();
		return (pathInfo != null) ? request.getServletPath() + pathInfo : request.getServletPath();
	}

}
