package io.github.sessionexpiry.web;

import org.jspecify.annotations.Nullable;

import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.authentication.AuthenticationTrustResolver;
import org.springframework.security.authentication.AuthenticationTrustResolverImpl;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolderStrategy;

/**
 * Whether somebody is logged in, by whatever means, and who.
 *
 * @since 0.1.0
 */
public final class LoggedIn {

	private final AuthenticationTrustResolver trustResolver = new AuthenticationTrustResolverImpl();

	private final SecurityContextHolderStrategy securityContextHolderStrategy;

	/**
	 * Creates a new instance.
	 * @param securityContextHolderStrategy holds the authentication
	 */
	public LoggedIn(SecurityContextHolderStrategy securityContextHolderStrategy) {
		this.securityContextHolderStrategy = securityContextHolderStrategy;
	}

	/**
	 * Returns whether somebody is logged in.
	 * @return {@code true} unless there is no authentication or an anonymous one
	 */
	public boolean test() {
		return user() != null;
	}

	/**
	 * Returns who is logged in.
	 * @return the authentication, {@code null} if there is none or an anonymous one
	 */
	public @Nullable Authentication user() {
		Authentication authentication = this.securityContextHolderStrategy.getContext().getAuthentication();
		return this.trustResolver.isAuthenticated(authentication) ? authentication : null;
	}

	/**
	 * Goes on with nobody logged in, for the rest of the request.
	 */
	public void forget() {
		SecurityContext context = this.securityContextHolderStrategy.createEmptyContext();
		context.setAuthentication(new AnonymousAuthenticationToken("session-expiry", "anonymousUser",
				AuthorityUtils.createAuthorityList("ROLE_ANONYMOUS")));
		this.securityContextHolderStrategy.setContext(context);
	}

}
