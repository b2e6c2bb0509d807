package io.github.sessionexpiry.web;

import java.io.IOException;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.access.ExceptionTranslationFilter;
import org.springframework.web.filter.GenericFilterBean;

/**
 * Answers a script request that is denied because nobody is logged in. It stands nearer
 * to the authorization than the {@link ExceptionTranslationFilter}, and lets pass what is
 * not its own: so an entry point, an {@code AccessDeniedHandler} and the request cache of
 * the application see what they would see without it, except for these requests.
 *
 * @since 0.1.0
 */
public final class LoginRequiredFilter extends GenericFilterBean {

	private final DenialAnalyzer denialAnalyzer = new DenialAnalyzer();

	private final AjaxRequestMatcher ajaxRequestMatcher;

	private final LoggedIn loggedIn;

	private final LoginRequiredAnswer answer;

	/**
	 * Creates a new instance.
	 * @param ajaxRequestMatcher matches script requests
	 * @param loggedIn tells whether somebody is logged in
	 * @param answer the answer to give
	 */
	public LoginRequiredFilter(AjaxRequestMatcher ajaxRequestMatcher, LoggedIn loggedIn, LoginRequiredAnswer answer) {
		this.ajaxRequestMatcher = ajaxRequestMatcher;
		this.loggedIn = loggedIn;
		this.answer = answer;
	}

	@Override
	public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		try {
			chain.doFilter(request, response);
		}
		catch (ServletException | RuntimeException ex) {
			AuthenticationException denial = this.denialAnalyzer.denial(ex);
			if (denial == null || !answers((HttpServletRequest) request, (HttpServletResponse) response)) {
				throw ex;
			}
			// An error page is protected as a rule. The error of a public URL is still an
			// error, not an expiry: the script gets its status, as it would if it had
			// access.
			if (request.getDispatcherType() != DispatcherType.ERROR) {
				this.answer.send((HttpServletRequest) request, (HttpServletResponse) response, denial);
			}
		}
	}

	private boolean answers(HttpServletRequest request, HttpServletResponse response) {
		return !this.loggedIn.test() && this.ajaxRequestMatcher.matches(request)
				&& this.answer.isPossible(request, response);
	}

}
