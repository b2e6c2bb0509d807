package io.github.sessionexpiry.form;

import java.io.IOException;

import io.github.sessionexpiry.web.DenialAnalyzer;
import io.github.sessionexpiry.web.LoginRedirect;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.web.filter.GenericFilterBean;

/**
 * Keeps a form that CSRF protection has let pass and that is denied all the same because
 * nobody is logged in, and sends its user to log in. So it does not come to the request
 * cache, which without CSRF protection would send it again by itself.
 *
 * @since 0.1.0
 */
public final class DeniedFormFilter extends GenericFilterBean {

	private final DenialAnalyzer denialAnalyzer = new DenialAnalyzer();

	private final FormKeeper formKeeper;

	private final LoginRedirect loginRedirect;

	/**
	 * Creates a new instance.
	 * @param formKeeper keeps the forms
	 * @param loginRedirect sends their users to log in
	 */
	public DeniedFormFilter(FormKeeper formKeeper, LoginRedirect loginRedirect) {
		this.formKeeper = formKeeper;
		this.loginRedirect = loginRedirect;
	}

	@Override
	public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		try {
			chain.doFilter(request, response);
		}
		catch (ServletException | RuntimeException ex) {
			if (!isKept(ex, (HttpServletRequest) request, (HttpServletResponse) response)) {
				throw ex;
			}
			this.loginRedirect.send((HttpServletRequest) request, (HttpServletResponse) response);
		}
	}

	private boolean isKept(Exception exception, HttpServletRequest request, HttpServletResponse response) {
		return this.denialAnalyzer.denial(exception) != null && this.formKeeper.keep(request, response);
	}

}
