package io.github.sessionexpiry.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/**
 * Tells a script whose CSRF token is stale where to get a new one, by the header
 * {@code csrf_refresh}.
 *
 * @since 0.1.0
 */
public final class CsrfRefresh {

	/**
	 * Name of the response header.
	 */
	public static final String HEADER = "csrf_refresh";

	private final String extendEndpoint;

	/**
	 * Creates a new instance.
	 * @param basePath the path of the endpoints within the application
	 */
	public CsrfRefresh(String basePath) {
		this.extendEndpoint = basePath + "/extend";
	}

	void announce(HttpServletRequest request, HttpServletResponse response) {
		if (!response.isCommitted()) {
			response.setHeader(HEADER, request.getContextPath() + this.extendEndpoint);
			CorsExposure.add(response, HEADER);
		}
	}

}
