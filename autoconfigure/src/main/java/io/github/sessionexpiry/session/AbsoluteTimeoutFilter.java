package io.github.sessionexpiry.session;

import java.io.IOException;

import io.github.sessionexpiry.web.LoggedIn;
import io.github.sessionexpiry.web.LoginRequiredReason;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;

import org.springframework.web.filter.GenericFilterBean;

/**
 * Ends sessions that have reached their {@link AbsoluteTimeout}. The request goes on with
 * nobody logged in: a public URL is served, and any other answered as by an expiry.
 *
 * @since 0.1.0
 */
public final class AbsoluteTimeoutFilter extends GenericFilterBean {

	private final AbsoluteTimeout absoluteTimeout;

	private final LoggedIn loggedIn;

	/**
	 * Creates a new instance.
	 * @param absoluteTimeout the timeout
	 * @param loggedIn tells whether somebody is logged in
	 */
	public AbsoluteTimeoutFilter(AbsoluteTimeout absoluteTimeout, LoggedIn loggedIn) {
		this.absoluteTimeout = absoluteTimeout;
		this.loggedIn = loggedIn;
	}

	@Override
	public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		HttpSession session = this.loggedIn.test() ? ((HttpServletRequest) request).getSession(false) : null;
		if (session != null) {
			this.absoluteTimeout.start(session);
			if (this.absoluteTimeout.isOver(session)) {
				LoginRequiredReason.SESSION_TOO_OLD.noteOn((HttpServletRequest) request);
				session.invalidate();
				this.loggedIn.forget();
			}
		}
		chain.doFilter(request, response);
	}

}
