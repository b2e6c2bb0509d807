package io.github.sessionexpiry.oidc;

import java.time.Duration;
import java.time.Instant;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import org.jspecify.annotations.Nullable;

import org.springframework.security.core.Authentication;
import org.springframework.security.web.authentication.session.SessionAuthenticationStrategy;

/**
 * When a session has been renewed, and when that was last tried. Both are kept in the
 * session, so that all nodes know. Between two attempts there is a rest, in which
 * requests pass: whatever goes wrong at the provider, nobody is sent there in a circle.
 * How long an ID token lives is counted from its arrival, so that the clocks need not
 * agree.
 *
 * @since 0.1.0
 */
public final class RenewalTimes implements SessionAuthenticationStrategy {

	private static final Duration REST = Duration.ofSeconds(10);

	private static final String RENEWED_AT = RenewalTimes.class.getName() + ".RENEWED_AT";

	private static final String ATTEMPTED_AT = RenewalTimes.class.getName() + ".ATTEMPTED_AT";

	private static final String REFUSED = RenewalTimes.class.getName() + ".REFUSED";

	private static final String AWAY = RenewalTimes.class.getName() + ".AWAY";

	private final @Nullable Duration interval;

	/**
	 * Creates a new instance.
	 * @param interval the time from a renewal to the next, or {@code null} to renew when
	 * the ID token expires
	 */
	public RenewalTimes(@Nullable Duration interval) {
		this.interval = interval;
	}

	@Override
	public void onAuthentication(Authentication authentication, HttpServletRequest request,
			HttpServletResponse response) {
		HttpSession session = request.getSession(false);
		if (session != null && OidcLogin.of(authentication) != null) {
			noteRenewal(session);
		}
	}

	void noteRenewal(HttpSession session) {
		session.setAttribute(RENEWED_AT, System.currentTimeMillis());
		session.removeAttribute(ATTEMPTED_AT);
		noteReturn(session);
	}

	/**
	 * Returns what tells a renewal from the next.
	 */
	@Nullable Object lastRenewal(HttpSession session) {
		return session.getAttribute(RENEWED_AT);
	}

	/**
	 * Notes that a refresh token has been refused since the last renewal.
	 */
	void noteRefusal(HttpSession session) {
		noteAttempt(session);
		session.setAttribute(REFUSED, lastRenewal(session));
	}

	boolean isRefused(HttpSession session) {
		Object refused = session.getAttribute(REFUSED);
		return refused != null && refused.equals(lastRenewal(session));
	}

	/**
	 * Notes that the browser is sent to the provider.
	 */
	void noteDeparture(HttpSession session) {
		noteAttempt(session);
		session.setAttribute(AWAY, Boolean.TRUE);
	}

	/**
	 * Notes that the browser has come back, with whatever answer.
	 */
	void noteReturn(HttpSession session) {
		session.removeAttribute(AWAY);
	}

	void noteAttempt(HttpSession session) {
		session.setAttribute(ATTEMPTED_AT, System.currentTimeMillis());
	}

	/**
	 * Returns whether a session is to be renewed. One whose login was not noticed counts
	 * from now on.
	 */
	boolean isDue(HttpSession session, OidcLogin login) {
		Duration validity = (this.interval != null) ? this.interval : login.lifetime();
		if (validity == null) {
			return false;
		}
		Instant renewedAt = time(session, RENEWED_AT);
		if (renewedAt == null) {
			noteRenewal(session);
			return false;
		}
		return isOver(renewedAt.plus(validity));
	}

	/**
	 * Returns whether a session that is to be renewed is left alone for the moment: an
	 * attempt is under way, or has failed a moment ago.
	 */
	boolean isResting(HttpSession session) {
		Instant attemptedAt = time(session, ATTEMPTED_AT);
		return attemptedAt != null && !isOver(attemptedAt.plus(REST));
	}

	/**
	 * Returns whether the last attempt came to no end: the browser was sent to the
	 * provider and has not come back.
	 */
	boolean isAway(HttpSession session) {
		return session.getAttribute(AWAY) != null;
	}

	private static @Nullable Instant time(HttpSession session, String attribute) {
		return (session.getAttribute(attribute) instanceof Long time) ? Instant.ofEpochMilli(time) : null;
	}

	private static boolean isOver(Instant time) {
		return !time.isAfter(Instant.now());
	}

}
