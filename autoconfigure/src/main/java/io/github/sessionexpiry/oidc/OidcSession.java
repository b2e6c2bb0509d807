package io.github.sessionexpiry.oidc;

import io.github.sessionexpiry.session.EndedSessions;
import io.github.sessionexpiry.web.LoggedIn;
import io.github.sessionexpiry.web.LoginRequiredReason;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import org.jspecify.annotations.Nullable;

import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolderStrategy;
import org.springframework.security.web.context.SecurityContextRepository;

/**
 * What can come of a renewal for the session of a request: the login in it is replaced by
 * a newer one, or it ends. A renewal is no login: the session keeps its id, its CSRF
 * token and all its attributes, so that no page and no request under way notices.
 *
 * @since 0.1.0
 */
public final class OidcSession {

	private final OidcRenewalSettings settings;

	private final RenewalTimes times;

	private final LoggedIn loggedIn;

	private final SecurityContextHolderStrategy securityContextHolderStrategy;

	private final SecurityContextRepository securityContextRepository;

	private final EndedSessions endedSessions;

	/**
	 * Creates a new instance.
	 * @param settings when and how sessions are renewed
	 * @param times when they have been renewed
	 * @param loggedIn tells who is logged in
	 * @param securityContextHolderStrategy holds the login for the request
	 * @param securityContextRepository keeps the login
	 * @param endedSessions remembers the sessions that end here
	 */
	public OidcSession(OidcRenewalSettings settings, RenewalTimes times, LoggedIn loggedIn,
			SecurityContextHolderStrategy securityContextHolderStrategy,
			SecurityContextRepository securityContextRepository, EndedSessions endedSessions) {
		this.settings = settings;
		this.times = times;
		this.loggedIn = loggedIn;
		this.securityContextHolderStrategy = securityContextHolderStrategy;
		this.securityContextRepository = securityContextRepository;
		this.endedSessions = endedSessions;
	}

	@Nullable OidcLogin login() {
		return OidcLogin.of(this.loggedIn.user());
	}

	void renew(HttpServletRequest request, HttpServletResponse response, HttpSession session,
			Authentication authentication) {
		SecurityContext context = this.securityContextHolderStrategy.createEmptyContext();
		context.setAuthentication(authentication);
		this.securityContextHolderStrategy.setContext(context);
		this.securityContextRepository.saveContext(context, request, response);
		this.times.noteRenewal(session);
	}

	/**
	 * Ends the session because the provider has nobody logged in, or somebody else. The
	 * request can go on, with nobody logged in.
	 */
	void end(HttpServletRequest request, HttpSession session) {
		this.endedSessions.add(session.getId());
		LoginRequiredReason.SESSION_ENDED_ELSEWHERE.noteOn(request);
		invalidate(session);
	}

	/**
	 * Keeps the session until the next attempt, or ends it, because the provider can't be
	 * reached.
	 * @return whether it has been kept
	 */
	boolean keepWithoutProvider(HttpSession session) {
		if (this.settings.endWhenUnavailable()) {
			invalidate(session);
			return false;
		}
		this.times.noteAttempt(session);
		return true;
	}

	private void invalidate(HttpSession session) {
		session.invalidate();
		this.loggedIn.forget();
	}

}
