package io.github.sessionexpiry.web;

/**
 * The names and numbers that server and page have to agree on. The properties of
 * {@code session-expiry} end up here, checked.
 *
 * @param basePath the path of the endpoints within the application
 * @param status the status of a login-required answer
 * @param loginUrlHeader the name of the header that carries the login URL
 * @param refreshUrlHeader the name of the header that carries the URL of a renewal
 * @param loginPageHeader the name of the header by which a login page names itself
 * @param responseFormat the format of a login-required answer
 * @param sentinel the code of a login-required answer
 * @since 0.1.0
 */
public record SessionExpirySettings(String basePath, int status, String loginUrlHeader, String refreshUrlHeader,
		String loginPageHeader, ResponseFormat responseFormat, String sentinel) {

	/**
	 * What holds where nothing is configured.
	 */
	public static final SessionExpirySettings DEFAULTS = new SessionExpirySettings("/session-expiry", 403, "login_url",
			"refresh_url", "IsLoginPage", ResponseFormat.JSON, "LOGIN_REQUIRED");

	/**
	 * The format of a login-required answer.
	 */
	public enum ResponseFormat {

		/**
		 * A problem document (RFC 9457), unless the client prefers plain text.
		 */
		JSON,

		/**
		 * The sentinel as plain text.
		 */
		SENTINEL

	}

}
