package io.github.sessionexpiry.web;

import java.io.IOException;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.http.HttpMethod;

/**
 * Lets a login page name itself by a header, so that a script that followed a redirect to
 * it can tell the page from what it asked for.
 *
 * @since 0.1.0
 */
public final class LoginPageFilter implements Filter {

	private final LoginPages loginPages;

	private final String headerName;

	/**
	 * Creates a new instance.
	 * @param loginPages the pages that name themselves
	 * @param headerName the name of the header
	 */
	public LoginPageFilter(LoginPages loginPages, String headerName) {
		this.loginPages = loginPages;
		this.headerName = headerName;
	}

	@Override
	public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		HttpServletRequest httpRequest = (HttpServletRequest) request;
		if (this.loginPages.contains(RequestPath.of(httpRequest)) && isRead(httpRequest)) {
			((HttpServletResponse) response).setHeader(this.headerName, "1");
		}
		chain.doFilter(request, response);
	}

	// Anything else is a login under way, the answer to which is not the page
	private static boolean isRead(HttpServletRequest request) {
		return HttpMethod.GET.matches(request.getMethod()) || HttpMethod.HEAD.matches(request.getMethod());
	}

}
