package io.github.sessionexpiry.web;

import java.io.IOException;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.web.filter.GenericFilterBean;

/**
 * Keeps a request of one user from being executed for another.
 *
 * @since 0.1.0
 */
public final class UserChangeFilter extends GenericFilterBean {

	private final UserChange userChange;

	/**
	 * Creates a new instance.
	 * @param userChange detects the other user, and answers
	 */
	public UserChangeFilter(UserChange userChange) {
		this.userChange = userChange;
	}

	@Override
	public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		if (this.userChange.isDetected((HttpServletRequest) request)) {
			this.userChange.send((HttpServletRequest) request, (HttpServletResponse) response);
		}
		else {
			chain.doFilter(request, response);
		}
	}

}
