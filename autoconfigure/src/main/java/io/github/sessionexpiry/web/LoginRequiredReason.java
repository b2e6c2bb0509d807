package io.github.sessionexpiry.web;

import java.util.regex.Pattern;

import jakarta.servlet.http.HttpServletRequest;

import org.springframework.util.Assert;

/**
 * Why a login is required. An application can have reasons of its own; see
 * {@link LoginRequiredReasonResolver}.
 *
 * @param code the reason as it is written in answers, for example
 * {@code session_expired}: lower-case letters, digits and underscores
 * @since 0.1.0
 */
public record LoginRequiredReason(String code) {

	private static final Pattern CODE = Pattern.compile("[a-z][a-z0-9_]*");

	/**
	 * A session id was sent, and nobody is logged in under it.
	 */
	public static final LoginRequiredReason SESSION_EXPIRED = new LoginRequiredReason("session_expired");

	/**
	 * No session id was sent.
	 */
	public static final LoginRequiredReason LOGIN_REQUIRED = new LoginRequiredReason("login_required");

	/**
	 * Concurrency control ended the session because the user logged in elsewhere.
	 */
	public static final LoginRequiredReason SESSION_REPLACED = new LoginRequiredReason("session_replaced");

	/**
	 * The session has reached its end although it was in use: the absolute timeout has
	 * passed since the login.
	 */
	public static final LoginRequiredReason SESSION_TOO_OLD = new LoginRequiredReason("session_too_old");

	/**
	 * The user has been logged out in another window or by their OpenID Connect provider.
	 */
	public static final LoginRequiredReason SESSION_ENDED_ELSEWHERE = new LoginRequiredReason(
			"session_ended_elsewhere");

	private static final String ATTRIBUTE = LoginRequiredReason.class.getName();

	public LoginRequiredReason {
		Assert.isTrue(CODE.matcher(code).matches(),
				() -> "code must consist of lower-case letters, digits and underscores, but is '" + code + "'");
	}

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
	 * Returns the code.
	 */
	@Override
	public String toString() {
		return this.code;
	}

}
