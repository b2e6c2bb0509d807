package io.github.sessionexpiry.web;

import java.io.IOException;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.AuthenticationEntryPoint;

/**
 * An {@link AuthenticationEntryPoint} that tells a script that the user has to log in,
 * rather than redirecting it to an HTML login page.
 *
 * @since 0.1.0
 */
public final class LoginRequiredEntryPoint implements AuthenticationEntryPoint {

	private final LoginUrlResolver loginUrlResolver;

	private final LoginRequiredResponseWriter responseWriter;

	/**
	 * Creates a new instance.
	 * @param loginUrlResolver finds where to log in
	 * @param responseWriter writes the answer
	 */
	public LoginRequiredEntryPoint(LoginUrlResolver loginUrlResolver, LoginRequiredResponseWriter responseWriter) {
		this.loginUrlResolver = loginUrlResolver;
		this.responseWriter = responseWriter;
	}

	@Override
	public void commence(HttpServletRequest request, HttpServletResponse response,
			AuthenticationException authException) throws IOException {
		this.responseWriter.write(request, response,
				new LoginRequired(LoginRequiredReason.of(request), this.loginUrlResolver.resolveLoginUrl(request)));
	}

}
