package io.github.sessionexpiry.session;

import java.io.IOException;

import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;

import org.springframework.security.web.util.matcher.RequestMatcher;

/**
 * Keeps passive requests from extending a session of the servlet container, in any
 * container: it needs nothing but the Servlet API.
 *
 * @since 0.1.0
 */
public final class IdleTimeFilter implements Filter {

	private final RequestMatcher passiveRequests;

	/**
	 * Creates a new instance.
	 * @param passiveRequests the requests that do not extend the session
	 */
	public IdleTimeFilter(RequestMatcher passiveRequests) {
		this.passiveRequests = passiveRequests;
	}

	@Override
	public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		HttpServletRequest httpRequest = (HttpServletRequest) request;
		boolean passive = this.passiveRequests.matches(httpRequest);
		begin(httpRequest, passive);
		try {
			chain.doFilter(request, response);
		}
		finally {
			end(httpRequest, passive);
			if (!passive && request.isAsyncStarted()) {
				request.getAsyncContext().addListener(new AsyncEnd(httpRequest));
			}
		}
	}

	private static void begin(HttpServletRequest request, boolean passive) {
		HttpSession session = request.getSession(false);
		if (session == null) {
			return;
		}
		try {
			if (!IdleTime.of(session).begin(session, passive)) {
				session.invalidate();
			}
		}
		catch (IllegalStateException ex) {
			// Another request has ended the session in the meantime
		}
	}

	private static void end(HttpServletRequest request, boolean passive) {
		HttpSession session = request.getSession(false);
		if (session == null) {
			return;
		}
		try {
			IdleTime.of(session).end(session, passive);
		}
		catch (IllegalStateException ex) {
			// Another request has ended the session in the meantime
		}
	}

	/**
	 * The end of a long answer is as much of a sign of somebody as its beginning.
	 */
	private static final class AsyncEnd implements AsyncListener {

		private final HttpServletRequest request;

		AsyncEnd(HttpServletRequest request) {
			this.request = request;
		}

		@Override
		public void onComplete(AsyncEvent event) {
			end(this.request, false);
		}

		@Override
		public void onTimeout(AsyncEvent event) {
		}

		@Override
		public void onError(AsyncEvent event) {
		}

		@Override
		public void onStartAsync(AsyncEvent event) {
			event.getAsyncContext().addListener(this);
		}

	}

}
