package io.github.sessionexpiry.web;

import java.io.IOException;
import java.util.function.BiPredicate;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.session.InvalidSessionStrategy;

/**
 * The answer that a chain gives to script requests which need somebody to be logged in.
 *
 * @since 0.1.0
 */
public final class LoginRequiredAnswer {

	private final BiPredicate<HttpServletRequest, HttpServletResponse> loginExists;

	private final LoginRequiredReasonResolver reasonResolver;

	private final AuthenticationEntryPoint entryPoint;

	private final @Nullable InvalidSessionStrategy invalidSessionStrategy;

	private final ApplicationEventPublisher eventPublisher;

	/**
	 * Creates a new instance.
	 * @param loginExists tells whether there is a login to go to, without touching the
	 * response
	 * @param reasonResolver finds out why a login is required
	 * @param entryPoint answers the request
	 * @param invalidSessionStrategy answers the request if its session id is invalid, in
	 * a chain that treats invalid sessions in a way of their own
	 * @param eventPublisher publishes that the answer has been sent
	 */
	public LoginRequiredAnswer(BiPredicate<HttpServletRequest, HttpServletResponse> loginExists,
			LoginRequiredReasonResolver reasonResolver, AuthenticationEntryPoint entryPoint,
			@Nullable InvalidSessionStrategy invalidSessionStrategy, ApplicationEventPublisher eventPublisher) {
		this.loginExists = loginExists;
		this.reasonResolver = reasonResolver;
		this.entryPoint = entryPoint;
		this.invalidSessionStrategy = invalidSessionStrategy;
		this.eventPublisher = eventPublisher;
	}

	/**
	 * Returns whether the answer can be given: nothing is sent yet, and there is a login.
	 * @param request the request
	 * @param response the response, which is not touched
	 * @return {@code true} if it can
	 */
	public boolean isPossible(HttpServletRequest request, HttpServletResponse response) {
		return !response.isCommitted() && this.loginExists.test(request, response);
	}

	/**
	 * Sends the answer to a request for an endpoint, by which a script asks how things
	 * are. Nothing is published: the user has met the expired session before.
	 * @param request the request
	 * @param response the response, not yet committed
	 * @param reason what the request failed with
	 * @throws IOException if the client can't be written to
	 * @throws ServletException if the answer is the application's own, and fails
	 */
	public void sendToEndpoint(HttpServletRequest request, HttpServletResponse response, AuthenticationException reason)
			throws IOException, ServletException {
		this.reasonResolver.resolveReason(request).noteOn(request);
		response.resetBuffer();
		if (this.invalidSessionStrategy != null && request.getRequestedSessionId() != null
				&& !request.isRequestedSessionIdValid()) {
			this.invalidSessionStrategy.onInvalidSessionDetected(request, response);
		}
		else {
			this.entryPoint.commence(request, response, reason);
		}
	}

	void send(HttpServletRequest request, HttpServletResponse response, AuthenticationException reason)
			throws IOException, ServletException {
		sendToEndpoint(request, response, reason);
		this.eventPublisher.publishEvent(LoginRequiredEvent.of(request));
	}

}
