package io.github.sessionexpiry.oidc;

import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

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

	private final OidcSession oidcSession;

	private final RenewalTimes times;

	private final OAuth2AuthorizedClientManager clientManager;

	private final OAuth2AuthorizedClientRepository clientRepository;

	private final Set<String> underWay = ConcurrentHashMap.newKeySet();

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
	 * Renews the session of a request. Requests that come while another one does it, with
	 * a token that may be good for one use only, need not.
	 */
	Outcome renew(HttpServletRequest request, HttpServletResponse response, HttpSession session, OidcLogin login) {
		OAuth2AuthorizedClient client = this.clientRepository.loadAuthorizedClient(login.registrationId(),
				login.authentication(), request);
		if (client == null || client.getRefreshToken() == null) {
			return Outcome.IMPOSSIBLE;
		}
		if (!this.underWay.add(session.getId())) {
			return Outcome.UNDER_WAY;
		}
		try {
			return this.times.isDue(session, login) ? renew(request, response, session, login, client)
					: Outcome.RENEWED;
		}
		finally {
			this.underWay.remove(session.getId());
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
			return Unavailability.isReasonFor(ex) ? Outcome.UNAVAILABLE : Outcome.IMPOSSIBLE;
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
		 * Another request is doing it.
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
