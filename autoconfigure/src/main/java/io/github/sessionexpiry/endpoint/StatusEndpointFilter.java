package io.github.sessionexpiry.endpoint;

import java.io.IOException;

import io.github.sessionexpiry.session.UserSession;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/**
 * {@code GET <base path>/status}: the {@link SessionStatus}. It stands in the chain where
 * the session of the request has been judged, by concurrency control for example, and
 * ahead of whatever would log somebody in for this request alone or create a session.
 *
 * @since 0.1.0
 */
public final class StatusEndpointFilter extends EndpointFilter {

	private final SessionStatus status;

	/**
	 * Creates a new instance.
	 * @param basePath the path of the endpoints within the application
	 * @param status what to tell
	 */
	public StatusEndpointFilter(String basePath, SessionStatus status) {
		super(new EndpointPath(basePath, "status")::isReadBy);
		this.status = status;
	}

	@Override
	void answer(HttpServletRequest request, HttpServletResponse response) throws IOException {
		UserSession session = this.status.session(request);
		if (session != null) {
			this.status.write(request, response, session, null);
		}
		else {
			this.status.writeNotLoggedIn(request, response);
		}
	}

}
