package io.github.sessionexpiry.web;

import jakarta.servlet.http.HttpServletRequest;

import org.springframework.context.ApplicationEvent;

/**
 * Somebody has been told to log in: a script by the login-required answer, or a page by a
 * redirect because its CSRF token is gone with the session. It is published when the
 * answer has been written, on the thread of the request and within it. A page that the
 * application itself sends to its login is not told of.
 *
 * @since 0.1.0
 */
public class LoginRequiredEvent extends ApplicationEvent {

	private final LoginRequiredReason reason;

	private final ClientKind client;

	/**
	 * Creates a new instance.
	 * @param request the request that needs somebody to be logged in
	 * @param reason why a login is required
	 * @param client what made the request
	 */
	public LoginRequiredEvent(HttpServletRequest request, LoginRequiredReason reason, ClientKind client) {
		super(request);
		this.reason = reason;
		this.client = client;
	}

	static LoginRequiredEvent of(HttpServletRequest request) {
		return new LoginRequiredEvent(request, LoginRequiredReason.of(request), ClientKind.of(request));
	}

	/**
	 * Returns the request that needs somebody to be logged in. It is the container's, and
	 * not to be kept.
	 * @return the request
	 */
	public HttpServletRequest getRequest() {
		return (HttpServletRequest) getSource();
	}

	/**
	 * Returns why a login is required.
	 * @return the reason
	 */
	public LoginRequiredReason getReason() {
		return this.reason;
	}

	/**
	 * Returns what made the request.
	 * @return the kind of client
	 */
	public ClientKind getClient() {
		return this.client;
	}

}
