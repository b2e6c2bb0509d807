package io.github.sessionexpiry.web;

import jakarta.servlet.http.HttpServletRequest;

import org.springframework.security.web.util.matcher.RequestMatcher;

/**
 * Matches a <em>page request</em>: a navigation, for which a redirect to the login page
 * is right.
 *
 * @since 0.1.0
 * @see AjaxRequestMatcher#byHeaders()
 */
public final class PageRequestMatcher implements RequestMatcher {

	@Override
	public boolean matches(HttpServletRequest request) {
		return RequestKind.of(request) == RequestKind.PAGE;
	}

}
