package io.github.sessionexpiry.web;

import java.io.IOException;
import java.util.function.Predicate;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authentication.InsufficientAuthenticationException;
import org.springframework.security.web.access.AccessDeniedHandler;

/**
 * An {@link AccessDeniedHandler} for CSRF protection, which judges before anybody asks
 * whether a user is logged in: with a session goes its CSRF token, and so an expired
 * session looks like a forged request. If nobody is logged in, a script is told to log
 * in, and a page goes to the login and comes back; all else stays the application's.
 *
 * @since 0.1.0
 */
public final class LoginRequiredAccessDeniedHandler implements AccessDeniedHandler {

	private final PageRequestMatcher pageRequestMatcher = new PageRequestMatcher();

	private final AjaxRequestMatcher ajaxRequestMatcher;

	private final LoggedIn loggedIn;

	private final Predicate<HttpServletRequest> publicRequest;

	private final LoginRequiredAnswer answer;

	private final LoginRedirect loginRedirect;

	private final UserChange userChange;

	private final CsrfRefresh csrfRefresh;

	private final AccessDeniedHandler applicationHandler;

	/**
	 * Creates a new instance.
	 * @param ajaxRequestMatcher matches script requests
	 * @param loggedIn tells whether somebody is logged in
	 * @param publicRequest tells whether a request needs nobody to be logged in
	 * @param answer the answer to script requests
	 * @param loginRedirect the answer to page requests
	 * @param userChange tells whether somebody else is logged in than the request is for
	 * @param csrfRefresh tells scripts of somebody who is logged in where a new token is
	 * @param applicationHandler what the application does when a token is missing or
	 * wrong
	 */
	public LoginRequiredAccessDeniedHandler(AjaxRequestMatcher ajaxRequestMatcher, LoggedIn loggedIn,
			Predicate<HttpServletRequest> publicRequest, LoginRequiredAnswer answer, LoginRedirect loginRedirect,
			UserChange userChange, CsrfRefresh csrfRefresh, AccessDeniedHandler applicationHandler) {
		this.ajaxRequestMatcher = ajaxRequestMatcher;
		this.loggedIn = loggedIn;
		this.publicRequest = publicRequest;
		this.answer = answer;
		this.loginRedirect = loginRedirect;
		this.userChange = userChange;
		this.csrfRefresh = csrfRefresh;
		this.applicationHandler = applicationHandler;
	}

	@Override
	public void handle(HttpServletRequest request, HttpServletResponse response,
			AccessDeniedException accessDeniedException) throws IOException, ServletException {
		boolean script = this.ajaxRequestMatcher.matches(request);
		if (!this.answer.isPossible(request, response)) {
			this.applicationHandler.handle(request, response, accessDeniedException);
		}
		else if (this.userChange.isDetected(request)) {
			this.userChange.send(request, response);
		}
		else if (this.loggedIn.test()) {
			if (script) {
				this.csrfRefresh.announce(request, response);
			}
			this.applicationHandler.handle(request, response, accessDeniedException);
		}
		else if (script && !this.publicRequest.test(request)) {
			this.answer.send(request, response, new InsufficientAuthenticationException(
					"CSRF token is gone with the session", accessDeniedException));
		}
		else if (!script && this.pageRequestMatcher.matches(request)) {
			this.loginRedirect.send(request, response);
		}
		else {
			this.applicationHandler.handle(request, response, accessDeniedException);
		}
	}

}
