package io.github.sessionexpiry.web;

import java.io.IOException;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.security.core.session.SessionRegistryImpl;
import org.springframework.security.web.session.ConcurrentSessionFilter;
import org.springframework.security.web.util.matcher.RequestMatcher;

/**
 * Takes the place of a {@link ConcurrentSessionFilter} and lets it work as before, except
 * that some requests go on after their session has been ended, with nobody logged in and
 * {@link LoginRequiredReason#SESSION_REPLACED} noted. A public URL is then still served,
 * and any other answered as by an expiry.
 *
 * @since 0.1.0
 */
public final class ReplacedSessionFilter extends ConcurrentSessionFilter {

	private final ConcurrentSessionFilter delegate;

	private final RequestMatcher goingOn;

	/**
	 * Creates a new instance.
	 * @param delegate the filter to take the place of
	 * @param goingOn the requests that go on
	 */
	public ReplacedSessionFilter(ConcurrentSessionFilter delegate, RequestMatcher goingOn) {
		super(new SessionRegistryImpl());
		this.delegate = delegate;
		this.goingOn = goingOn;
	}

	@Override
	public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		if (!this.goingOn.matches((HttpServletRequest) request)) {
			this.delegate.doFilter(request, response, chain);
			return;
		}
		Passage passage = new Passage(chain, response);
		this.delegate.doFilter(request, new DiscardingResponse((HttpServletResponse) response), passage);
		if (!passage.open) {
			LoginRequiredReason.SESSION_REPLACED.noteOn((HttpServletRequest) request);
			chain.doFilter(request, response);
		}
	}

	/**
	 * Tells whether the rest of the chain has been reached, and hands it the real
	 * response.
	 */
	private static final class Passage implements FilterChain {

		private final FilterChain chain;

		private final ServletResponse response;

		private boolean open;

		Passage(FilterChain chain, ServletResponse response) {
			this.chain = chain;
			this.response = response;
		}

		@Override
		public void doFilter(ServletRequest request, ServletResponse discarding) throws IOException, ServletException {
			this.open = true;
			this.chain.doFilter(request, this.response);
		}

	}

}
