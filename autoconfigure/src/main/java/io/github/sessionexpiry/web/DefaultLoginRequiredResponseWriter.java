package io.github.sessionexpiry.web;

import java.io.IOException;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/**
 * A {@link LoginRequiredResponseWriter} that writes a problem document (RFC 9457), or the
 * sentinel to a client that prefers plain text. For example:
 *
 * <pre>
 * HTTP/1.1 403 Forbidden
 * login_url: /shop/session-expiry/login?continue=%2Fshop%2Forders%2F5
 * Session-Expiry: session_expired
 * Cache-Control: no-store
 * Vary: Accept, Sec-Fetch-Mode, X-Requested-With
 * Content-Type: application/problem+json
 *
 * {"type":"about:blank","title":"Login required","status":403,
 *  "detail":"Your session has expired. Please log in again.","instance":"/shop/api/orders",
 *  "code":"LOGIN_REQUIRED","reason":"session_expired",
 *  "login_url":"/shop/session-expiry/login?continue=%2Fshop%2Forders%2F5"}
 * </pre>
 *
 * A partial request of JSF is redirected in JSF's own way, and htmx is told by
 * {@code HX-Redirect}, so that pages without the script come out right as well.
 *
 * @since 0.1.0
 */
public final class DefaultLoginRequiredResponseWriter implements LoginRequiredResponseWriter {

	/**
	 * Name of the response header that carries the reason.
	 */
	public static final String REASON_HEADER = "Session-Expiry";

	private final SessionExpiryMessages messages;

	private final ScriptAnswer answer;

	/**
	 * Creates a new instance.
	 * @param settings the names and numbers to use
	 * @param messages the texts to use
	 */
	public DefaultLoginRequiredResponseWriter(SessionExpirySettings settings, SessionExpiryMessages messages) {
		this.messages = messages;
		this.answer = new ScriptAnswer(settings, settings.loginUrlHeader(), "login_url", settings.sentinel());
	}

	@Override
	public void write(HttpServletRequest request, HttpServletResponse response, LoginRequired loginRequired)
			throws IOException {
		this.answer.write(request, response, loginRequired.loginUrl(), loginRequired.reason().code(),
				this.messages.title(request), this.messages.detail(request, loginRequired.reason()));
	}

}
