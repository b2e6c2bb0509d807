package io.github.sessionexpiry.endpoint;

import java.io.IOException;

import io.github.sessionexpiry.web.LoginRequiredAnswer;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.http.HttpStatus;
import org.springframework.security.authentication.InsufficientAuthenticationException;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.web.filter.GenericFilterBean;

/**
 * {@code POST <base path>/extend}: extends the session, as any request does that is not
 * passive, and tells its {@link SessionStatus} and a CSRF token that is valid now. A page
 * whose token is stale comes here for a new one, so it can't be asked for one; a caller
 * from another site is refused instead.
 *
 * @since 0.1.0
 */
public final class ExtendEndpointFilter extends GenericFilterBean {

	private final EndpointPath path;

	private final SessionStatus status;

	private final LoginRequiredAnswer answer;

	/**
	 * Creates a new instance.
	 * @param basePath the path of the endpoints within the application
	 * @param status what to tell
	 * @param answer the answer where nobody is logged in
	 */
	public ExtendEndpointFilter(String basePath, SessionStatus status, LoginRequiredAnswer answer) {
		this.path = new EndpointPath(basePath, "extend");
		this.status = status;
		this.answer = answer;
	}

	/**
	 * Returns whether a request is for this endpoint.
	 * @param basePath the path of the endpoints within the application
	 * @param request the request
	 * @return {@code true} if it is
	 */
	public static boolean isFor(String basePath, HttpServletRequest request) {
		return new EndpointPath(basePath, "extend").isPostedBy(request);
	}

	@Override
	public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		if (this.path.isPostedBy((HttpServletRequest) request)) {
			extend((HttpServletRequest) request, (HttpServletResponse) response);
		}
		else {
			chain.doFilter(request, response);
		}
	}

	private void extend(HttpServletRequest request, HttpServletResponse response) throws IOException, ServletException {
		if (RequestOrigin.isOther(request)) {
			response.setStatus(HttpStatus.FORBIDDEN.value());
			return;
		}
		Authentication user = this.status.user(request);
		if (user == null) {
			this.answer.sendToEndpoint(request, response,
					new InsufficientAuthenticationException("Nobody is logged in"));
			return;
		}
		CsrfToken csrfToken = (CsrfToken) request.getAttribute(CsrfToken.class.getName());
		this.status.write(request, response, user, csrfToken);
	}

}
