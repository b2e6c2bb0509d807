package io.github.sessionexpiry.form;

import io.github.sessionexpiry.web.AjaxRequestMatcher;
import io.github.sessionexpiry.web.LoggedIn;
import io.github.sessionexpiry.web.LoginRequiredAnswer;
import io.github.sessionexpiry.web.PageRequestMatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.security.web.access.AccessDeniedHandler;

/**
 * Keeps the forms of a chain that are posted by a page when nobody is logged in.
 *
 * @since 0.1.0
 */
public final class FormKeeper {

	private final PageRequestMatcher pageRequestMatcher = new PageRequestMatcher();

	private final KeptForms forms;

	private final AjaxRequestMatcher ajaxRequestMatcher;

	private final LoggedIn loggedIn;

	private final LoginRequiredAnswer answer;

	/**
	 * Creates a new instance.
	 * @param forms keeps the forms
	 * @param ajaxRequestMatcher matches script requests
	 * @param loggedIn tells whether somebody is logged in
	 * @param answer tells whether there is a login to go to
	 */
	public FormKeeper(KeptForms forms, AjaxRequestMatcher ajaxRequestMatcher, LoggedIn loggedIn,
			LoginRequiredAnswer answer) {
		this.forms = forms;
		this.ajaxRequestMatcher = ajaxRequestMatcher;
		this.loggedIn = loggedIn;
		this.answer = answer;
	}

	/**
	 * Returns a handler for CSRF protection that keeps the form before it does what
	 * another handler does.
	 * @param handler the other handler
	 * @return the handler
	 */
	public AccessDeniedHandler ahead(AccessDeniedHandler handler) {
		return (request, response, accessDeniedException) -> {
			keep(request, response);
			handler.handle(request, response, accessDeniedException);
		};
	}

	boolean keep(HttpServletRequest request, HttpServletResponse response) {
		return !this.loggedIn.test() && isPage(request) && this.answer.isPossible(request, response)
				&& this.forms.keep(request, response);
	}

	private boolean isPage(HttpServletRequest request) {
		return this.pageRequestMatcher.matches(request) && !this.ajaxRequestMatcher.matches(request);
	}

}
