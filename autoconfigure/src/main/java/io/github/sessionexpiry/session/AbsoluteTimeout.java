package io.github.sessionexpiry.session;

import java.time.Duration;
import java.time.Instant;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import org.jspecify.annotations.Nullable;

import org.springframework.security.core.Authentication;
import org.springframework.security.web.authentication.session.SessionAuthenticationStrategy;

/**
 * Ends a session some time after the login, however much it is used (ASVS 5.0 7.3.2; NIST
 * SP 800-63B-4 5.2). The time of the login is kept in the session, and so survives
 * changes of its id. A new login starts anew.
 *
 * @since 0.1.0
 */
public final class AbsoluteTimeout implements SessionAuthenticationStrategy {

	private static final String LOGIN_TIME = AbsoluteTimeout.class.getName() + ".LOGIN_TIME";

	private final @Nullable Duration timeout;

	/**
	 * Creates a new instance.
	 * @param timeout the time from the login to the end, {@code null} if there is no end
	 */
	public AbsoluteTimeout(@Nullable Duration timeout) {
		this.timeout = timeout;
	}

	/**
	 * Returns whether there is such an end at all.
	 * @return {@code true} if sessions end
	 */
	public boolean isSet() {
		return this.timeout != null;
	}

	/**
	 * Returns the time from the login to the end.
	 * @return the time, {@code null} if there is no end
	 */
	public @Nullable Duration timeout() {
		return this.timeout;
	}

	@Override
	public void onAuthentication(Authentication authentication, HttpServletRequest request,
			HttpServletResponse response) {
		HttpSession session = request.getSession(false);
		if (session != null && this.timeout != null) {
			noteLogin(session);
		}
	}

	/**
	 * Notes that the user of a session has just logged in, if that is not known yet.
	 */
	void start(HttpSession session) {
		if (session.getAttribute(LOGIN_TIME) == null) {
			noteLogin(session);
		}
	}

	private static void noteLogin(HttpSession session) {
		session.setAttribute(LOGIN_TIME, System.currentTimeMillis());
	}

	/**
	 * Returns whether a session has reached its end.
	 * @param session the session, {@code null} if there is none
	 * @return {@code true} if it may not be used any more
	 */
	public boolean isOver(@Nullable HttpSession session) {
		Instant end = (session != null) ? endOf(session) : null;
		return end != null && !end.isAfter(Instant.now());
	}

	@Nullable Instant endOf(HttpSession session) {
		if (this.timeout == null || !(session.getAttribute(LOGIN_TIME) instanceof Long loginTime)) {
			return null;
		}
		return Instant.ofEpochMilli(loginTime).plus(this.timeout);
	}

}
