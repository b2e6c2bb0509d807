package io.github.sessionexpiry.config;

import org.jspecify.annotations.Nullable;

/**
 * What was found in a security filter chain.
 *
 * @param matcher the requests that the chain is for, in words
 * @param support what is done for it, or why it is left alone
 * @param loginPage the path of its login page within the application, if that is known
 * @param csrf whether it has CSRF protection
 * @param concurrencyControl whether it limits the sessions of a user
 * @since 0.1.0
 */
public record ChainReport(String matcher, ChainSupport support, @Nullable String loginPage, boolean csrf,
		boolean concurrencyControl) {

	/**
	 * Returns the report as a line to be read, without the full stop.
	 */
	@Override
	public String toString() {
		StringBuilder line = new StringBuilder("Chain ").append(this.matcher).append(": ").append(this.support);
		if (!this.support.isLeftAlone()) {
			line.append((this.loginPage != null) ? "; login page " + this.loginPage : "; login page not known")
				.append(", CSRF ")
				.append(this.csrf ? "on" : "off");
			if (this.concurrencyControl) {
				line.append(", sessions limited per user");
			}
		}
		return line.toString();
	}

}
