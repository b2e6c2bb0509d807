package io.github.sessionexpiry.endpoint;

import java.io.IOException;

import io.github.sessionexpiry.session.UserSession;
import io.github.sessionexpiry.web.LoginRequiredAnswer;
import io.github.sessionexpiry.web.RequestOrigin;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.http.HttpStatus;
import org.springframework.security.authentication.InsufficientAuthenticationException;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.security.web.util.matcher.RequestMatcher;

/**
 * {@code POST <base path>/extend}: extends the session, as any request does that is not
 * passive, and tells its {@link SessionStatus} and a CSRF token that is valid now. A page
 * whose token is stale comes here for a new one, so it can't be asked for one; a caller
 * from another site is refused instead.
 *
 * @since 0.1.0
 */
public final class ExtendEndpointFilter extends EndpointFilter {

	private final SessionStatus status;

	private final LoginRequiredAnswer answer;

	/**
	 * Creates a new instance.
	 * @param basePath the path of the endpoints within the application
	 * @param status what to tell
	 * @param answer the answer where nobody is logged in
	 */
	public ExtendEndpointFilter(String basePath, SessionStatus status, LoginRequiredAnswer answer) {
		super(new EndpointPath(basePath, "extend")::isPostedBy);
		this.status = status;
		this.answer = answer;
	}

	/**
	 * Matches the requests for this endpoint, which need no CSRF token.
	 * @param basePath the path of the endpoints within the application
	 * @return the matcher
	 */
	public static RequestMatcher requestMatcher(String basePath) {
		return new EndpointPath(basePath, "extend")::isPostedBy;
	}

	@Override
	void answer(HttpServletRequest request, HttpServletResponse response) throws IOException, ServletException {
		if (RequestOrigin.isOther(request)) {
			response.setStatus(HttpStatus.FORBIDDEN.value());
			return;
		}
		UserSession session = this.status.session(request);
		if (session == null) {
			this.answer.sendToEndpoint(request, response,
					new InsufficientAuthenticationException("Nobody is logged in"));
			return;
		}
		CsrfToken csrfToken = (CsrfToken) request.getAttribute(CsrfToken.class.getName());
		this.status.write(request, response, session, csrfToken);
	}

}
