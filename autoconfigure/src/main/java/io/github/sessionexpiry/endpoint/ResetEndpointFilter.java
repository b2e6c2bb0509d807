package io.github.sessionexpiry.endpoint;

import java.io.IOException;

import io.github.sessionexpiry.web.LoggedIn;
import io.github.sessionexpiry.web.ReturnPath;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;

import org.springframework.http.HttpHeaders;

/**
 * {@code GET <base path>/reset?continue=<path>}: drops what is left of a dead session,
 * leaves a {@link SessionExpiryNotice} for the next page, and sends the user on to
 * {@code continue}, or the page that they were on. It does nothing to somebody who is
 * logged in: a link on another site must not be able to log anybody out.
 *
 * @since 0.1.0
 */
public final class ResetEndpointFilter extends EndpointFilter {

	private final LoggedIn loggedIn;

	/**
	 * Creates a new instance.
	 * @param basePath the path of the endpoints within the application
	 * @param loggedIn tells whether somebody is logged in
	 */
	public ResetEndpointFilter(String basePath, LoggedIn loggedIn) {
		super(new EndpointPath(basePath, "reset")::isReadBy);
		this.loggedIn = loggedIn;
	}

	@Override
	void answer(HttpServletRequest request, HttpServletResponse response) throws IOException {
		if (!this.loggedIn.test()) {
			HttpSession session = request.getSession(false);
			if (session != null) {
				session.invalidate();
			}
			SessionExpiryNotice.leaveFor(request);
		}
		String target = ReturnTarget.of(request);
		ReturnPath returnPath = (target != null) ? ReturnPath.of(request, target) : ReturnPath.ofReferer(request);
		response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
		response.sendRedirect(returnPath.toString());
	}

}
