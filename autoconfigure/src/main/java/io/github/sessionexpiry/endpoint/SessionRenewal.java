package io.github.sessionexpiry.endpoint;

import java.io.IOException;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

/**
 * Renews the session of a user with whoever logged them in.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface SessionRenewal {

	/**
	 * Sends the browser away for a renewal, from which it comes back without the user
	 * having done anything.
	 * @param request the request of somebody who is logged in
	 * @param response the response, not yet committed
	 * @param target where to go on to afterwards, a checked path of this application;
	 * {@code null} for the page that tells the others and closes itself
	 * @throws IOException if the client can't be written to
	 * @throws ServletException if the browser can't be sent away
	 */
	void start(HttpServletRequest request, HttpServletResponse response, @Nullable String target)
			throws IOException, ServletException;

}
