package io.github.sessionexpiry.oidc;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.FactorGrantedAuthority;
import org.springframework.security.oauth2.client.authentication.OAuth2AuthenticationToken;
import org.springframework.security.oauth2.core.oidc.OidcIdToken;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;

/**
 * A login by OpenID Connect.
 *
 * @param authentication the authentication
 * @param user its principal
 */
record OidcLogin(OAuth2AuthenticationToken authentication, OidcUser user) {

	static @Nullable OidcLogin of(@Nullable Authentication authentication) {
		return (authentication instanceof OAuth2AuthenticationToken token
				&& token.getPrincipal() instanceof OidcUser user) ? new OidcLogin(token, user) : null;
	}

	String registrationId() {
		return this.authentication.getAuthorizedClientRegistrationId();
	}

	OidcIdToken idToken() {
		return this.user.getIdToken();
	}

	/**
	 * Returns the id of the session at the provider, {@code null} if it doesn't say.
	 */
	@Nullable String sessionId() {
		return idToken().getClaimAsString("sid");
	}

	/**
	 * Returns how long the ID token is good for, {@code null} if it doesn't say.
	 */
	@Nullable Duration lifetime() {
		Instant issuedAt = idToken().getIssuedAt();
		Instant expiresAt = idToken().getExpiresAt();
		return (issuedAt != null && expiresAt != null) ? Duration.between(issuedAt, expiresAt) : null;
	}

	/**
	 * Returns whether both are of the same user: only issuer and subject together name
	 * one (OpenID Connect Core 1.0, 5.7).
	 */
	boolean isOfSameUser(OidcLogin other) {
		// A URL compares itself by asking the name server
		return Objects.equals(String.valueOf(idToken().getIssuer()), String.valueOf(other.idToken().getIssuer()))
				&& Objects.equals(idToken().getSubject(), other.idToken().getSubject());
	}

	/**
	 * Returns this login, which is newer than another one, with the factors of that: the
	 * user has shown none since then.
	 */
	OidcLogin withFactorsOf(OidcLogin older) {
		if (this.authentication.getClass() != OAuth2AuthenticationToken.class) {
			// The application's own, made for what it needs
			return this;
		}
		List<GrantedAuthority> authorities = new ArrayList<>(this.authentication.getAuthorities());
		authorities.removeIf(FactorGrantedAuthority.class::isInstance);
		older.authentication.getAuthorities()
			.stream()
			.filter(FactorGrantedAuthority.class::isInstance)
			.forEach(authorities::add);
		OAuth2AuthenticationToken result = new OAuth2AuthenticationToken(this.user, authorities, registrationId());
		result.setDetails(this.authentication.getDetails());
		return new OidcLogin(result, this.user);
	}

}
