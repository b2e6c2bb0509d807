package io.github.sessionexpiry.web;

import jakarta.servlet.http.HttpServletRequest;

/**
 * Finds the URL of a navigation that logs the user in and comes back to the page that
 * they were on. A bean of this type replaces {@link DefaultLoginUrlResolver}.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface LoginUrlResolver {

	/**
	 * Returns the URL to send in the {@code login_url} header.
	 * @param request the request that needs somebody to be logged in
	 * @return a path with the context path, or an absolute URL
	 */
	String resolveLoginUrl(HttpServletRequest request);

}
