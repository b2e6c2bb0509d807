package io.github.sessionexpiry.endpoint;

import io.github.sessionexpiry.web.RequestPath;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;

/**
 * A request for an endpoint without its path parameters, which Spring Security's firewall
 * does not let through: a page whose URLs carry {@code ;jsessionid=} is to get an answer
 * as well.
 */
final class EndpointRequest extends HttpServletRequestWrapper {

	private EndpointRequest(HttpServletRequest request) {
		super(request);
	}

	static HttpServletRequest of(HttpServletRequest request) {
		return (request.getRequestURI().indexOf(';') < 0) ? request : new EndpointRequest(request);
	}

	@Override
	public String getRequestURI() {
		return getContextPath() + RequestPath.of(this);
	}

}
