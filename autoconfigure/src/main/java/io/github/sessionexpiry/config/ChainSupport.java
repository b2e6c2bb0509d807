package io.github.sessionexpiry.config;

/**
 * What session expiry support does for a chain, or why it leaves the chain alone.
 *
 * @since 0.1.0
 */
public enum ChainSupport {

	/**
	 * Script requests get a login-required answer.
	 */
	ANSWERED("script requests get a login-required answer"),

	/**
	 * The chain configures no login, but has an entry point that might lead to one. It is
	 * asked again with each request.
	 */
	DEPENDS_ON_ENTRY_POINT(
			"script requests get a login-required answer where its entry point redirects pages to a login"),

	/**
	 * The chain keeps no security context between requests.
	 */
	STATELESS("left alone, as it is stateless"),

	/**
	 * The chain has no login page or login provider that a user could go to.
	 */
	NO_LOGIN("left alone, as it has no login to go to"),

	/**
	 * The chain does not translate exceptions, and so sends nobody to log in.
	 */
	NO_EXCEPTION_HANDLING("left alone, as it has no exception handling"),

	/**
	 * The chain consists of nothing: Spring Security ignores the requests.
	 */
	NO_FILTERS("left alone, as it has no filters"),

	/**
	 * The chain has been exempted, or has not been built by Spring Security's
	 * {@code HttpSecurity} bean.
	 */
	DISABLED("left alone, as session expiry support is disabled for it");

	private final String sentence;

	ChainSupport(String sentence) {
		this.sentence = sentence;
	}

	/**
	 * Returns the same as words that can follow the name of the chain.
	 */
	@Override
	public String toString() {
		return this.sentence;
	}

	/**
	 * Returns whether the chain is left alone.
	 * @return {@code true} unless script requests are answered, at least sometimes
	 */
	public boolean isLeftAlone() {
		return this != ANSWERED && this != DEPENDS_ON_ENTRY_POINT;
	}

}
