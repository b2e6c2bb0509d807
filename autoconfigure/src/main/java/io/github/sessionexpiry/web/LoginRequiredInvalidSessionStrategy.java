package io.github.sessionexpiry.web;

import java.io.IOException;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.security.authentication.InsufficientAuthenticationException;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.session.InvalidSessionStrategy;

/**
 * An {@link InvalidSessionStrategy} that answers a script request as its entry point
 * does. It is used for chains that have an {@code invalidSessionUrl} or an
 * {@link InvalidSessionStrategy} for their pages.
 *
 * @since 0.1.0
 */
public final class LoginRequiredInvalidSessionStrategy implements InvalidSessionStrategy {

	private final AuthenticationEntryPoint entryPoint;

	/**
	 * Creates a new instance.
	 * @param entryPoint answers the request
	 */
	public LoginRequiredInvalidSessionStrategy(AuthenticationEntryPoint entryPoint) {
		this.entryPoint = entryPoint;
	}

	@Override
	public void onInvalidSessionDetected(HttpServletRequest request, HttpServletResponse response)
			throws IOException, ServletException {
		this.entryPoint.commence(request, response, new InsufficientAuthenticationException("Session is invalid"));
	}

}
