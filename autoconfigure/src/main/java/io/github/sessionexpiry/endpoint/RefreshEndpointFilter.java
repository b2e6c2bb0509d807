package io.github.sessionexpiry.endpoint;

import java.io.IOException;

import io.github.sessionexpiry.web.LoggedIn;
import io.github.sessionexpiry.web.RequestDestination;
import io.github.sessionexpiry.web.RequestOrigin;
import io.github.sessionexpiry.web.ReturnPath;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;

/**
 * {@code GET <base path>/refresh?continue=<path>}: renews the session, and sends the user
 * on to {@code continue}, or without it shows a page that tells the others and closes
 * itself. Where nobody is logged in, it is a login instead. A page of another site can't
 * start a renewal; it is sent on without one.
 *
 * @since 0.1.0
 */
public final class RefreshEndpointFilter extends EndpointFilter {

	private final String basePath;

	private final LoggedIn loggedIn;

	private final SessionRenewal renewal;

	private final ChannelPage channelPage;

	/**
	 * Creates a new instance.
	 * @param basePath the path of the endpoints within the application
	 * @param loggedIn tells whether somebody is logged in
	 * @param renewal renews the session
	 * @param channelPage tells a frame that there is nothing to renew
	 */
	public RefreshEndpointFilter(String basePath, LoggedIn loggedIn, SessionRenewal renewal, ChannelPage channelPage) {
		super(new EndpointPath(basePath, "refresh")::isReadBy);
		this.basePath = basePath;
		this.loggedIn = loggedIn;
		this.renewal = renewal;
		this.channelPage = channelPage;
	}

	@Override
	void answer(HttpServletRequest request, HttpServletResponse response) throws IOException, ServletException {
		String target = target(request);
		response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
		if (RequestOrigin.isOther(request)) {
			response.sendRedirect((target != null) ? target : request.getContextPath() + "/");
		}
		else if (this.loggedIn.test()) {
			this.renewal.start(request, response, target);
		}
		else if (RequestDestination.isFrame(request)) {
			this.channelPage.sendRefreshFailed(request, response);
		}
		else {
			response.sendRedirect(LoginEndpointFilter.url(request, this.basePath, target));
		}
	}

	private static @Nullable String target(HttpServletRequest request) {
		String target = ReturnTarget.of(request);
		return (target != null) ? ReturnPath.of(request, target).toString() : null;
	}

}
