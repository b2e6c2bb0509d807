package io.github.sessionexpiry.session;

import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;

import jakarta.servlet.http.HttpSession;
import org.jspecify.annotations.Nullable;

/**
 * For how long nobody has used a session of the servlet container. The container has a
 * clock for that too, but starts it anew with each request that carries the cookie,
 * whatever the request does with the session. This one is started by requests that are
 * not passive. Kept in the session itself: it goes where the session goes, through
 * changes of the id and restarts.
 * <p>
 * After a passive request the container's interval is shortened to what is left by this
 * clock, so that the container ends the session when it should, and puts back what it was
 * with the next request. A session that never sees a passive request is the container's
 * alone.
 */
final class IdleTime implements Serializable {

	private static final long serialVersionUID = 1L;

	private static final String ATTRIBUTE = IdleTime.class.getName();

	private static final long NONE = Long.MAX_VALUE;

	private long lastActive;

	private long end = NONE;

	private int interval;

	private int shortened;

	private IdleTime(long now) {
		this.lastActive = now;
	}

	static @Nullable IdleTime find(HttpSession session) {
		return (IdleTime) session.getAttribute(ATTRIBUTE);
	}

	static IdleTime of(HttpSession session) {
		IdleTime idleTime = find(session);
		if (idleTime == null) {
			idleTime = new IdleTime(session.isNew() ? System.currentTimeMillis() : session.getLastAccessedTime());
			session.setAttribute(ATTRIBUTE, idleTime);
		}
		return idleTime;
	}

	/**
	 * Begins a request.
	 * @return whether the session still lives
	 */
	synchronized boolean begin(HttpSession session, boolean passive) {
		long now = System.currentTimeMillis();
		if (now >= this.end) {
			return false;
		}
		putBack(session);
		if (!passive) {
			use(now);
		}
		return true;
	}

	synchronized void end(HttpSession session, boolean passive) {
		long now = System.currentTimeMillis();
		putBack(session);
		if (passive) {
			shorten(session, now);
		}
		else {
			use(now);
		}
	}

	private void use(long now) {
		this.lastActive = now;
		this.end = NONE;
	}

	private void shorten(HttpSession session, long now) {
		int maxInactive = session.getMaxInactiveInterval();
		if (maxInactive <= 0) {
			return;
		}
		this.end = this.lastActive + maxInactive * 1000L;
		this.interval = maxInactive;
		// Zero would be for ever
		this.shortened = (int) Math.max(1, (this.end - now + 999) / 1000);
		session.setMaxInactiveInterval(this.shortened);
	}

	private void putBack(HttpSession session) {
		if (this.shortened != 0 && session.getMaxInactiveInterval() == this.shortened) {
			session.setMaxInactiveInterval(this.interval);
		}
		this.shortened = 0;
	}

	/**
	 * Returns the interval that the application knows, also where the end of a passive
	 * request has shortened it while the current one goes on.
	 */
	synchronized int maxInactiveInterval(HttpSession session) {
		int interval = session.getMaxInactiveInterval();
		return (this.shortened != 0 && interval == this.shortened) ? this.interval : interval;
	}

	synchronized Instant lastActive() {
		return Instant.ofEpochMilli(this.lastActive);
	}

}
