package io.github.sessionexpiry.session;

import io.github.sessionexpiry.web.LoggedIn;
import io.github.sessionexpiry.web.UserIds;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import org.jspecify.annotations.Nullable;

import org.springframework.security.core.Authentication;

/**
 * Finds the session of the user who is logged in. Never creates one.
 *
 * @since 0.1.0
 */
public final class UserSessions {

	private final LoggedIn loggedIn;

	private final UserIds userIds;

	private final AbsoluteTimeout absoluteTimeout;

	/**
	 * Creates a new instance.
	 * @param loggedIn tells who is logged in
	 * @param userIds names users
	 * @param absoluteTimeout ends a session however much it is used
	 */
	public UserSessions(LoggedIn loggedIn, UserIds userIds, AbsoluteTimeout absoluteTimeout) {
		this.loggedIn = loggedIn;
		this.userIds = userIds;
		this.absoluteTimeout = absoluteTimeout;
	}

	/**
	 * Returns the session of a request.
	 * @param request the request
	 * @return the session, {@code null} if nobody is logged in, or in a session that has
	 * reached its end
	 */
	public @Nullable UserSession find(HttpServletRequest request) {
		Authentication user = this.loggedIn.user();
		SessionLife life = findLife(request);
		return (user != null && life != null) ? new UserSession(this.userIds.idOf(user), life) : null;
	}

	/**
	 * Returns how long the session of a request lives. Costs less than to find whose it
	 * is.
	 * @param request the request
	 * @return how long the session lives, {@code null} if nobody is logged in, or in a
	 * session that has reached its end
	 */
	public @Nullable SessionLife findLife(HttpServletRequest request) {
		if (this.loggedIn.user() == null) {
			return null;
		}
		try {
			HttpSession session = request.getSession(false);
			return (!this.absoluteTimeout.isOver(session)) ? SessionLife.of(session, this.absoluteTimeout) : null;
		}
		catch (IllegalStateException ex) {
			// Another request has ended the session in the meantime
			return null;
		}
	}

}
