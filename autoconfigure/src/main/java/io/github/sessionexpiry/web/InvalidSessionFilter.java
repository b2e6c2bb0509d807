package io.github.sessionexpiry.web;

import java.io.IOException;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;

import org.springframework.security.web.context.NullSecurityContextRepository;
import org.springframework.security.web.session.InvalidSessionStrategy;
import org.springframework.security.web.session.SessionManagementFilter;
import org.springframework.security.web.util.matcher.RequestMatcher;

/**
 * Takes the place of a {@link SessionManagementFilter} and lets it work as before, except
 * that some requests go on with an invalid session id. That filter answers before anybody
 * asks whether the request needs a user at all; of those that go on, a public URL is
 * served, and any other answered as by an expiry.
 *
 * @since 0.1.0
 */
public final class InvalidSessionFilter extends SessionManagementFilter {

	private static final String INVALID = InvalidSessionFilter.class.getName() + ".INVALID";

	private final SessionManagementFilter delegate;

	/**
	 * Creates a new instance.
	 * @param delegate the filter to take the place of
	 * @param strategy what the filter did with an invalid session id
	 * @param goingOn the requests that go on
	 */
	public InvalidSessionFilter(SessionManagementFilter delegate, InvalidSessionStrategy strategy,
			RequestMatcher goingOn) {
		super(new NullSecurityContextRepository());
		this.delegate = delegate;
		delegate.setInvalidSessionStrategy((request, response) -> {
			if (goingOn.matches(request)) {
				request.setAttribute(INVALID, Boolean.TRUE);
			}
			else {
				strategy.onInvalidSessionDetected(request, response);
			}
		});
	}

	@Override
	public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		this.delegate.doFilter(request, response, chain);
		if (request.getAttribute(INVALID) != null) {
			request.removeAttribute(INVALID);
			chain.doFilter(request, response);
		}
	}

}
