package io.github.sessionexpiry.session;

import java.time.Duration;
import java.time.Instant;

import jakarta.servlet.http.HttpSession;
import org.jspecify.annotations.Nullable;

/**
 * How long a session still lives if nobody uses it. Asked in a passive request it is what
 * is left; in any other, which has just extended the session, all of it.
 *
 * @param expiresIn the time until the session ends, {@code null} if it never does
 * @param maxInactive the time that it lives without being used, {@code null} if for ever
 * @since 0.1.0
 */
public record SessionLife(@Nullable Duration expiresIn, @Nullable Duration maxInactive) {

	private static final SessionLife ENDLESS = new SessionLife(null, null);

	/**
	 * Looks at a session.
	 * @param session the session, {@code null} if there is none
	 * @param absoluteTimeout ends a session however much it is used
	 * @return how long it lives; for ever if there is none, as it has no end
	 */
	public static SessionLife of(@Nullable HttpSession session, AbsoluteTimeout absoluteTimeout) {
		if (session == null) {
			return ENDLESS;
		}
		Instant now = Instant.now();
		Instant end = absoluteTimeout.endOf(session);
		IdleTime idleTime = IdleTime.find(session);
		int interval = (idleTime != null) ? idleTime.maxInactiveInterval(session) : session.getMaxInactiveInterval();
		Duration maxInactive = null;
		if (interval > 0) {
			maxInactive = Duration.ofSeconds(interval);
			Instant lastActive = (idleTime != null) ? idleTime.lastActive()
					: Instant.ofEpochMilli(session.getLastAccessedTime());
			Instant idleEnd = lastActive.plus(maxInactive);
			end = (end == null || idleEnd.isBefore(end)) ? idleEnd : end;
		}
		return new SessionLife((end != null) ? atLeastZero(Duration.between(now, end)) : null, maxInactive);
	}

	private static Duration atLeastZero(Duration duration) {
		return duration.isNegative() ? Duration.ZERO : duration;
	}

}
