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
 * Notes {@link LoginRequiredReason#SESSION_ENDED_ELSEWHERE} on requests that carry the id
 * of one of the {@link EndedSessions}. The session that a login page creates in the place
 * of such a one takes its cookie from the other tabs of the browser, and so stands for
 * it. The filter stands ahead of CSRF protection, which answers as well.
 *
 * @since 0.1.0
 */
public final class EndedSessionFilter extends GenericFilterBean {

	private final EndedSessions endedSessions;

	private final LoggedIn loggedIn;

	/**
	 * Creates a new instance.
	 * @param endedSessions the sessions that have been ended
	 * @param loggedIn tells whether somebody is logged in
	 */
	public EndedSessionFilter(EndedSessions endedSessions, LoggedIn loggedIn) {
		this.endedSessions = endedSessions;
		this.loggedIn = loggedIn;
	}

	@Override
	public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		HttpServletRequest httpRequest = (HttpServletRequest) request;
		String sessionId = httpRequest.getRequestedSessionId();
		if (sessionId == null || !this.endedSessions.contains(sessionId)) {
			chain.doFilter(request, response);
			return;
		}
		LoginRequiredReason.SESSION_ENDED_ELSEWHERE.noteOn(httpRequest);
		chain.doFilter(request, response);
		HttpSession successor = httpRequest.getSession(false);
		if (successor != null && !this.loggedIn.test()) {
			this.endedSessions.add(successor.getId());
		}
	}

}
