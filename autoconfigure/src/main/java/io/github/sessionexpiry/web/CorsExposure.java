package io.github.sessionexpiry.web;

import jakarta.servlet.http.HttpServletResponse;

import org.springframework.http.HttpHeaders;

/**
 * Lets a page of another origin that CORS admits read our headers as well (Fetch
 * standard, 3.3.3).
 */
final class CorsExposure {

	private CorsExposure() {
	}

	static void add(HttpServletResponse response, String... headers) {
		if (response.containsHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN)) {
			response.addHeader(HttpHeaders.ACCESS_CONTROL_EXPOSE_HEADERS, String.join(", ", headers));
		}
	}

}
