package io.github.sessionexpiry.web;

import java.util.Locale;

import jakarta.servlet.http.HttpServletRequest;

/**
 * Why a login is required.
 *
 * @since 0.1.0
 */
public enum LoginRequiredReason {

	/**
	 * A session id was sent, and nobody is logged in under it.
	 */
	SESSION_EXPIRED,

	/**
	 * No session id was sent.
	 */
	LOGIN_REQUIRED,

	/**
	 * Concurrency control ended the session because the user logged in elsewhere.
	 */
	SESSION_REPLACED;

	private static final String ATTRIBUTE = LoginRequiredReason.class.getName();

	/**
	 * Notes the reason for the rest of the request, for a filter that ends a session.
	 * @param request the request
	 */
	public void noteOn(HttpServletRequest request) {
		request.setAttribute(ATTRIBUTE, this);
	}

	/**
	 * Returns the reason that was noted, or what the request itself tells.
	 * @param request the request
	 * @return the reason
	 */
	public static LoginRequiredReason of(HttpServletRequest request) {
		if (request.getAttribute(ATTRIBUTE) instanceof LoginRequiredReason noted) {
			return noted;
		}
		return (request.getRequestedSessionId() != null) ? SESSION_EXPIRED : LOGIN_REQUIRED;
	}

	/**
	 * Returns the reason as it is written in answers, for example
	 * {@code session_expired}.
	 */
	@Override
	public String toString() {
		return name().toLowerCase(Locale.ROOT);
	}

}
