package io.github.sessionexpiry.web;

import java.io.IOException;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/**
 * Writes the login-required answer. A bean of this type replaces
 * {@link DefaultLoginRequiredResponseWriter}.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface LoginRequiredResponseWriter {

	/**
	 * Writes the answer. It should have a status of its own and not use
	 * {@link HttpServletResponse#sendError}: an error page of the application is
	 * protected as a rule, and would be answered by a redirect to the login page.
	 * @param request the script request
	 * @param response the response, not yet committed
	 * @param loginRequired what to tell
	 * @throws IOException if the client can't be written to
	 */
	void write(HttpServletRequest request, HttpServletResponse response, LoginRequired loginRequired)
			throws IOException;

}
