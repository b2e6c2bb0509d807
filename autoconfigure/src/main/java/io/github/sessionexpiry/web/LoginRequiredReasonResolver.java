package io.github.sessionexpiry.web;

import jakarta.servlet.http.HttpServletRequest;

/**
 * Finds out why a login is required, for answers, events and meters. A bean of this type
 * replaces {@link LoginRequiredReason#of}.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface LoginRequiredReasonResolver {

	/**
	 * Returns the reason.
	 * @param request the request that needs somebody to be logged in
	 * @return the reason; a new code wants a text of its own under the key
	 * {@code session-expiry.login-required.detail.<code>}, or else gets that of
	 * {@link LoginRequiredReason#LOGIN_REQUIRED}
	 */
	LoginRequiredReason resolveReason(HttpServletRequest request);

}
