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

	/**
	 * Renews the session, if it is still that of the user: while the provider was asked,
	 * the user may have logged out, and what has been saved since then is in a session of
	 * its own, or somebody else may have logged in.
	 * @return whether it is
	 */
	boolean renew(HttpServletRequest request, HttpServletResponse response, HttpSession session, OidcLogin renewed) {
		OidcLogin current = OidcLogin
			.of(this.securityContextRepository.loadDeferredContext(request).get().getAuthentication());
		if (hasEnded(request, session) || current == null || !current.isOfSameUser(renewed)) {
			return false;
		}
		SecurityContext context = this.securityContextHolderStrategy.createEmptyContext();
		context.setAuthentication(renewed.authentication());
		this.securityContextHolderStrategy.setContext(context);
		this.securityContextRepository.saveContext(context, request, response);
		this.times.noteRenewal(session);
		return true;
	}

	/**
	 * Returns whether a session is not that of the request any more, because another
	 * request has ended it.
	 */
	boolean hasEnded(HttpServletRequest request, HttpSession session) {
		HttpSession current = request.getSession(false);
		return current == null || !current.getId().equals(session.getId());
	}

	/**
	 * Ends the session because the provider has nobody logged in, or somebody else. The
	 * request can go on, with nobody logged in.
	 */
	void end(HttpServletRequest request, HttpSession session) {
		this.endedSessions.add(session.getId());
		HttpSession successor = request.getSession(false);
		if (successor != null) {
			this.endedSessions.add(successor.getId());
		}
		LoginRequiredReason.SESSION_ENDED_ELSEWHERE.noteOn(request);
		discard(request, session);
	}

	/**
	 * Ends the session, and one that has taken its place in this request.
	 */
	void discard(HttpServletRequest request, HttpSession session) {
		invalidate(session);
		HttpSession successor = request.getSession(false);
		if (successor != null) {
			invalidate(successor);
		}
		this.loggedIn.forget();
	}

	/**
	 * Keeps the session until the next attempt, or ends it, because the provider can't be
	 * reached.
	 * @return whether it has been kept
	 */
	boolean keepWithoutProvider(HttpServletRequest request, HttpSession session) {
		if (this.settings.endWhenUnavailable()) {
			discard(request, session);
			return false;
		}
		this.times.noteAttempt(session);
		return true;
	}

	private static void invalidate(HttpSession session) {
		try {
			session.invalidate();
		}
		catch (IllegalStateException ex) {
			// Another request has ended it in the meantime
		}
	}

}
