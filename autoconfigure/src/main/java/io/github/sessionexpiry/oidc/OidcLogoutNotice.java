package io.github.sessionexpiry.oidc;

import io.github.sessionexpiry.session.EndedSessions;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.client.oidc.authentication.logout.OidcLogoutToken;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;
import org.springframework.security.web.authentication.logout.LogoutHandler;

/**
 * Remembers the session of a user who has logged in by OpenID Connect when it ends by a
 * log-out: of the user in a window, or of the provider, which reaches the same handlers
 * (OpenID Connect Back-Channel Logout 1.0).
 *
 * @since 0.1.0
 */
public final class OidcLogoutNotice implements LogoutHandler {

	private final EndedSessions endedSessions;

	/**
	 * Creates a new instance.
	 * @param endedSessions remembers the sessions
	 */
	public OidcLogoutNotice(EndedSessions endedSessions) {
		this.endedSessions = endedSessions;
	}

	@Override
	public void logout(HttpServletRequest request, HttpServletResponse response,
			@Nullable Authentication authentication) {
		String sessionId = request.getRequestedSessionId();
		if (sessionId != null && authentication != null && (authentication.getPrincipal() instanceof OidcUser
				|| authentication.getPrincipal() instanceof OidcLogoutToken)) {
			this.endedSessions.add(sessionId);
		}
	}

}
