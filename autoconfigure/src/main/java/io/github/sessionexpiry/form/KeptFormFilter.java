package io.github.sessionexpiry.form;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

import io.github.sessionexpiry.web.AjaxRequestMatcher;
import io.github.sessionexpiry.web.LoggedIn;
import io.github.sessionexpiry.web.PageRequestMatcher;
import io.github.sessionexpiry.web.RequestPath;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.http.HttpMethod;
import org.springframework.security.core.Authentication;
import org.springframework.web.filter.GenericFilterBean;
import org.springframework.web.util.UriUtils;

/**
 * Takes somebody who has just logged in to the form that is kept for them, in the place
 * of the first page that they open, wherever the application's login leads. For the time
 * when their session is gone it notes whose pages the browser is shown.
 *
 * @since 0.1.0
 */
public final class KeptFormFilter extends GenericFilterBean {

	private final PageRequestMatcher pageRequestMatcher = new PageRequestMatcher();

	private final String basePath;

	private final KeptForms forms;

	private final AjaxRequestMatcher ajaxRequestMatcher;

	private final LoggedIn loggedIn;

	/**
	 * Creates a new instance.
	 * @param basePath the path of the endpoints within the application, which are no
	 * pages
	 * @param forms keeps the forms
	 * @param ajaxRequestMatcher matches script requests
	 * @param loggedIn tells who is logged in
	 */
	public KeptFormFilter(String basePath, KeptForms forms, AjaxRequestMatcher ajaxRequestMatcher, LoggedIn loggedIn) {
		this.basePath = basePath;
		this.forms = forms;
		this.ajaxRequestMatcher = ajaxRequestMatcher;
		this.loggedIn = loggedIn;
	}

	@Override
	public void doFilter(ServletRequest servletRequest, ServletResponse servletResponse, FilterChain chain)
			throws IOException, ServletException {
		HttpServletRequest request = (HttpServletRequest) servletRequest;
		HttpServletResponse response = (HttpServletResponse) servletResponse;
		Authentication user = isPage(request) ? this.loggedIn.user() : null;
		KeptForm form = null;
		if (user != null && !response.isCommitted()) {
			this.forms.notePageOf(user, request, response);
			form = isSeen(request) ? this.forms.find(user, request, response) : null;
		}
		if (form != null) {
			response.sendRedirect(request.getContextPath() + this.forms.path() + "?continue="
					+ UriUtils.encode(form.page(), StandardCharsets.UTF_8));
		}
		else {
			chain.doFilter(request, response);
		}
	}

	private boolean isPage(HttpServletRequest request) {
		return HttpMethod.GET.matches(request.getMethod()) && this.pageRequestMatcher.matches(request)
				&& !this.ajaxRequestMatcher.matches(request)
				&& !RequestPath.of(request).startsWith(this.basePath + "/");
	}

	/**
	 * Returns whether the answer will be what the user looks at, as far as a browser
	 * says: not a frame, and nothing that is loaded in case it might be wanted.
	 */
	private static boolean isSeen(HttpServletRequest request) {
		String destination = request.getHeader("Sec-Fetch-Dest");
		return (destination == null || destination.equals("document")) && request.getHeader("Sec-Purpose") == null;
	}

}
