package io.github.sessionexpiry.oidc;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import org.jspecify.annotations.Nullable;

import org.springframework.security.oauth2.client.OAuth2AuthorizeRequest;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClient;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClientManager;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizedClientRepository;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2AuthorizationException;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;

/**
 * Renews a session by the user's refresh token (OpenID Connect Core 1.0, 12), which takes
 * the server and the provider, and no browser. Spring Security validates an ID token that
 * comes with it, and puts it in the place of the last.
 *
 * @since 0.1.0
 */
public final class TokenRenewal {

	/*
	 * A manager refreshes what has expired.
	 */
	private static final Instant EXPIRED = Instant.EPOCH.plusSeconds(1);

	/*
	 * Spring Security's clients wait as long as they are let. A provider that hangs must
	 * not take all threads of the server.
	 */
	private static final int MAX_UNDER_WAY = 16;

	private static final int MAX_RENEWED = 10_000;

	private final OidcSession oidcSession;

	private final RenewalTimes times;

	private final OAuth2AuthorizedClientManager clientManager;

	private final OAuth2AuthorizedClientRepository clientRepository;

	private final Set<String> underWay = ConcurrentHashMap.newKeySet();

	/*
	 * From which state sessions have been renewed here: a store shows a request the old
	 * one as long as the request that has renewed it is not done.
	 */
	private final Map<String, @Nullable Object> renewed = Collections.synchronizedMap(new LinkedHashMap<>() {

		@Override
		protected boolean removeEldestEntry(Map.Entry<String, @Nullable Object> eldest) {
			return size() > MAX_RENEWED;
		}

	});

	private final Semaphore permits = new Semaphore(MAX_UNDER_WAY);

	/**
	 * Creates a new instance.
	 * @param oidcSession the session to renew
	 * @param times when that was done
	 * @param clientManager refreshes tokens
	 * @param clientRepository has the tokens of the users
	 */
	public TokenRenewal(OidcSession oidcSession, RenewalTimes times, OAuth2AuthorizedClientManager clientManager,
			OAuth2AuthorizedClientRepository clientRepository) {
		this.oidcSession = oidcSession;
		this.times = times;
		this.clientManager = clientManager;
		this.clientRepository = clientRepository;
	}

	/**
	 * Renews the session of a request. The sessions of a user may have the same token,
	 * and that may be good for one use only: a request that comes while another one uses
	 * it goes on without.
	 */
	Outcome renew(HttpServletRequest request, HttpServletResponse response, HttpSession session, OidcLogin login) {
		if (!hasRefreshToken(client(request, login))) {
			return Outcome.IMPOSSIBLE;
		}
		String user = login.registrationId() + ' ' + login.authentication().getName();
		if (!this.underWay.add(user)) {
			return Outcome.UNDER_WAY;
		}
		try {
			Object last = this.times.lastRenewal(session);
			if (!this.times.isDue(session, login) || Objects.equals(last, this.renewed.get(session.getId()))) {
				return Outcome.RENEWED;
			}
			Outcome outcome = renewAlone(request, response, session, login);
			if (outcome == Outcome.RENEWED) {
				this.renewed.put(session.getId(), last);
			}
			return outcome;
		}
		finally {
			this.underWay.remove(user);
		}
	}

	private Outcome renewAlone(HttpServletRequest request, HttpServletResponse response, HttpSession session,
			OidcLogin login) {
		// Not one from before: another request may have used it up
		OAuth2AuthorizedClient client = client(request, login);
		if (client == null || !hasRefreshToken(client)) {
			return Outcome.IMPOSSIBLE;
		}
		if (!this.permits.tryAcquire()) {
			return Outcome.UNDER_WAY;
		}
		try {
			return renew(request, response, session, login, client);
		}
		finally {
			this.permits.release();
		}
	}

	private Outcome renew(HttpServletRequest request, HttpServletResponse response, HttpSession session,
			OidcLogin login, OAuth2AuthorizedClient client) {
		OAuth2AuthorizedClient expired = new OAuth2AuthorizedClient(client.getClientRegistration(),
				client.getPrincipalName(), expired(client.getAccessToken()), client.getRefreshToken());
		try {
			OAuth2AuthorizedClient refreshed = this.clientManager
				.authorize(OAuth2AuthorizeRequest.withAuthorizedClient(expired)
					.principal(login.authentication())
					.attribute(HttpServletRequest.class.getName(), request)
					.attribute(HttpServletResponse.class.getName(), response)
					.build());
			if (refreshed == null || refreshed == expired) {
				return Outcome.IMPOSSIBLE;
			}
		}
		catch (OAuth2AuthorizationException ex) {
			if (Unavailability.isReasonFor(ex)) {
				return Outcome.UNAVAILABLE;
			}
			if (!OAuth2ErrorCodes.INVALID_GRANT.equals(Unavailability.code(ex)) || this.times.isRefused(session)) {
				return Outcome.IMPOSSIBLE;
			}
			// Another node may have used it, which can be seen when that has saved the
			// session
			this.times.noteRefusal(session);
			return Outcome.UNDER_WAY;
		}
		catch (OAuth2AuthenticationException ex) {
			return Unavailability.isReasonFor(ex) ? Outcome.UNAVAILABLE : Outcome.REFUSED;
		}
		OidcLogin renewed = this.oidcSession.login();
		if (renewed == null || !renewed.isOfSameUser(login)) {
			return Outcome.REFUSED;
		}
		return this.oidcSession.renew(request, response, session, renewed.withFactorsOf(login)) ? Outcome.RENEWED
				: Outcome.REFUSED;
	}

	private @Nullable OAuth2AuthorizedClient client(HttpServletRequest request, OidcLogin login) {
		return this.clientRepository.loadAuthorizedClient(login.registrationId(), login.authentication(), request);
	}

	private static boolean hasRefreshToken(@Nullable OAuth2AuthorizedClient client) {
		return client != null && client.getRefreshToken() != null;
	}

	private static OAuth2AccessToken expired(OAuth2AccessToken token) {
		return new OAuth2AccessToken(token.getTokenType(), token.getTokenValue(), Instant.EPOCH, EXPIRED,
				token.getScopes());
	}

	/**
	 * What has come of it.
	 */
	enum Outcome {

		/**
		 * The session has been renewed.
		 */
		RENEWED,

		/**
		 * Another request is doing it, maybe on another node, or so many are that this
		 * one goes on without.
		 */
		UNDER_WAY,

		/**
		 * There is no refresh token, or it is not good any more, which need not mean that
		 * the user has logged out.
		 */
		IMPOSSIBLE,

		/**
		 * The provider can't be reached.
		 */
		UNAVAILABLE,

		/**
		 * The ID token is not valid, or somebody else's, or the user has logged out in
		 * the meantime.
		 */
		REFUSED

	}

}
