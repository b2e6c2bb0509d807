package io.github.sessionexpiry.web;

import java.io.IOException;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationEventPublisher;

/**
 * Sends a page to log in and come back to where its form was. A login form that was left
 * open until its own session died is shown again.
 *
 * @since 0.1.0
 */
public final class LoginRedirect {

	private final LoginRequiredReasonResolver reasonResolver;

	private final LoginUrlResolver loginUrlResolver;

	private final @Nullable String loginPage;

	private final ApplicationEventPublisher eventPublisher;

	/**
	 * Creates a new instance.
	 * @param reasonResolver finds out why a login is required
	 * @param loginUrlResolver finds where to log in
	 * @param loginPage the path of the login page within the application, if it has one
	 * @param eventPublisher publishes that the page has been redirected
	 */
	public LoginRedirect(LoginRequiredReasonResolver reasonResolver, LoginUrlResolver loginUrlResolver,
			@Nullable String loginPage, ApplicationEventPublisher eventPublisher) {
		this.reasonResolver = reasonResolver;
		this.loginUrlResolver = loginUrlResolver;
		this.loginPage = loginPage;
		this.eventPublisher = eventPublisher;
	}

	/**
	 * Redirects a page.
	 * @param request the request of the page
	 * @param response the response, not yet committed
	 * @throws IOException if the client can't be written to
	 */
	public void send(HttpServletRequest request, HttpServletResponse response) throws IOException {
		this.reasonResolver.resolveReason(request).noteOn(request);
		response.sendRedirect(isLoginForm(request) ? request.getContextPath() + this.loginPage
				: this.loginUrlResolver.resolveLoginUrl(request));
		this.eventPublisher.publishEvent(LoginRequiredEvent.of(request));
	}

	private boolean isLoginForm(HttpServletRequest request) {
		return this.loginPage != null && (RequestPath.of(request).equals(this.loginPage)
				|| ReturnPath.ofReferer(request).getPath().equals(request.getContextPath() + this.loginPage));
	}

}
