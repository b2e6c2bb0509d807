package io.github.sessionexpiry.endpoint;

import java.io.IOException;
import java.util.function.Predicate;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.web.filter.GenericFilterBean;

/**
 * An endpoint in a security filter chain: answers the requests that are for it, and lets
 * all others pass.
 */
abstract class EndpointFilter extends GenericFilterBean {

	private final Predicate<HttpServletRequest> endpoint;

	/**
	 * Creates a new instance.
	 * @param endpoint tells whether a request is for the endpoint
	 */
	EndpointFilter(Predicate<HttpServletRequest> endpoint) {
		this.endpoint = endpoint;
	}

	/**
	 * Returns whether a request is for the endpoint.
	 */
	final boolean isFor(HttpServletRequest request) {
		return this.endpoint.test(request);
	}

	@Override
	public final void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		if (isFor((HttpServletRequest) request)) {
			answer((HttpServletRequest) request, (HttpServletResponse) response);
		}
		else {
			chain.doFilter(request, response);
		}
	}

	abstract void answer(HttpServletRequest request, HttpServletResponse response) throws IOException, ServletException;

}
