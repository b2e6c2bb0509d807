package io.github.sessionexpiry.web;

import org.springframework.security.authentication.AuthenticationTrustResolver;
import org.springframework.security.authentication.AuthenticationTrustResolverImpl;
import org.springframework.security.core.context.SecurityContextHolderStrategy;

/**
 * Whether somebody is logged in, by whatever means.
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
		return this.trustResolver.isAuthenticated(this.securityContextHolderStrategy.getContext().getAuthentication());
	}

}
