package io.github.sessionexpiry.session;

import java.io.IOException;
import java.time.Duration;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.security.web.util.OnCommittedResponseWrapper;
import org.springframework.web.filter.GenericFilterBean;

/**
 * Tells a page with each answer how long its session lasts from then on, so that it need
 * not ask. By {@code Server-Timing}, because a page can read that of its own answer, too,
 * and of all that it loads without being in between:
 *
 * <pre>
 * Server-Timing: session-expires-in;desc="1800", session-user;desc="k3JYq0Zb1mW8e5uT2rXvAg"
 * </pre>
 *
 * The time is in seconds, or {@code never}; the user is told to documents only. Sent to
 * browsers that say that they ask for a page, or for a page of the same origin (Fetch
 * Metadata Request Headers): they are those that let a page read it, and nobody else gets
 * it.
 *
 * @since 0.1.0
 */
public final class SessionTimingFilter extends GenericFilterBean {

	private static final String HEADER = "Server-Timing";

	private static final String TOLD = SessionTimingFilter.class.getName();

	private final UserSessions sessions;

	/**
	 * Creates a new instance.
	 * @param sessions finds the session of the user who is logged in
	 */
	public SessionTimingFilter(UserSessions sessions) {
		this.sessions = sessions;
	}

	@Override
	public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		HttpServletRequest httpRequest = (HttpServletRequest) request;
		boolean document = "document".equals(httpRequest.getHeader("Sec-Fetch-Dest"));
		if ((!document && !"same-origin".equals(httpRequest.getHeader("Sec-Fetch-Site")))
				|| httpRequest.getHeader(HttpHeaders.AUTHORIZATION) != null) {
			chain.doFilter(request, response);
			return;
		}
		TimingResponse timing = new TimingResponse(httpRequest, (HttpServletResponse) response, document);
		try {
			chain.doFilter(request, timing);
		}
		finally {
			if (!request.isAsyncStarted()) {
				timing.tell();
			}
		}
	}

	/**
	 * Tells when all is said that the answer has to say for itself, and the session has
	 * been used for it.
	 */
	private final class TimingResponse extends OnCommittedResponseWrapper {

		private final HttpServletRequest request;

		private final boolean document;

		TimingResponse(HttpServletRequest request, HttpServletResponse response, boolean document) {
			super(response);
			this.request = request;
			this.document = document;
		}

		@Override
		protected void onResponseCommitted() {
			tell();
		}

		void tell() {
			if (isCommitted() || this.request.getAttribute(TOLD) != null || isShared()) {
				return;
			}
			String value = (this.request.getSession(false) != null) ? value() : null;
			if (value != null) {
				this.request.setAttribute(TOLD, Boolean.TRUE);
				addHeader(HEADER, value);
			}
		}

		// RFC 9111 3: others may get what is kept of such an answer
		private boolean isShared() {
			String cacheControl = getHeader(HttpHeaders.CACHE_CONTROL);
			return cacheControl != null && !cacheControl.contains("no-store") && !cacheControl.contains("no-cache")
					&& !cacheControl.contains("private");
		}

		private @Nullable String value() {
			if (this.document) {
				UserSession session = SessionTimingFilter.this.sessions.find(this.request);
				return (session != null) ? time(session.life()) + ", session-user;desc=\"" + session.user() + '"'
						: null;
			}
			SessionLife life = SessionTimingFilter.this.sessions.findLife(this.request);
			return (life != null) ? time(life) : null;
		}

		private static String time(SessionLife life) {
			return "session-expires-in;desc=\"" + text(life.expiresIn()) + '"';
		}

		private static String text(@Nullable Duration expiresIn) {
			return (expiresIn != null) ? Long.toString(expiresIn.toSeconds()) : "never";
		}

	}

}
