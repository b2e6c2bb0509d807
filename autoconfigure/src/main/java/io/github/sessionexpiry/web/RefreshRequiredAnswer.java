package io.github.sessionexpiry.web;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.web.util.UriUtils;

/**
 * Tells a script that the session has to be renewed with the OpenID Connect provider
 * before its request can be executed. For example:
 *
 * <pre>
 * HTTP/1.1 403 Forbidden
 * refresh_url: /shop/session-expiry/refresh?continue=%2Fshop%2Forders%2F5
 * Session-Expiry: refresh_required
 * Cache-Control: no-store
 * Vary: Accept, Sec-Fetch-Mode, X-Requested-With
 * Content-Type: application/problem+json
 *
 * {"type":"about:blank","title":"Renewal required","status":403,
 *  "detail":"Your login has to be confirmed. Nothing was done.","instance":"/shop/api/orders",
 *  "code":"REFRESH_REQUIRED","reason":"refresh_required",
 *  "refresh_url":"/shop/session-expiry/refresh?continue=%2Fshop%2Forders%2F5"}
 * </pre>
 *
 * The URL is that of a navigation that goes to the provider, which asks the user for
 * nothing, and comes back to the page: the same-origin {@code Referer}, or else the root
 * of the application.
 *
 * @since 0.1.0
 */
public final class RefreshRequiredAnswer {

	private static final String CODE = "REFRESH_REQUIRED";

	private static final String REASON = "refresh_required";

	private final String refreshEndpoint;

	private final SessionExpiryMessages messages;

	private final ScriptAnswer answer;

	/**
	 * Creates a new instance.
	 * @param settings the names and numbers to use
	 * @param messages the texts to use
	 */
	public RefreshRequiredAnswer(SessionExpirySettings settings, SessionExpiryMessages messages) {
		this.refreshEndpoint = settings.basePath() + "/refresh";
		this.messages = messages;
		this.answer = new ScriptAnswer(settings, settings.refreshUrlHeader(), "refresh_url", CODE);
	}

	/**
	 * Sends the answer.
	 * @param request the script request, which has not been executed
	 * @param response the response, not yet committed
	 * @throws IOException if the client can't be written to
	 */
	public void send(HttpServletRequest request, HttpServletResponse response) throws IOException {
		String refreshUrl = request.getContextPath() + this.refreshEndpoint + "?continue="
				+ UriUtils.encode(ReturnPath.ofReferer(request).toString(), StandardCharsets.UTF_8);
		this.answer.write(request, response, refreshUrl, REASON,
				this.messages.text(request, "session-expiry.refresh-required.title"),
				this.messages.text(request, "session-expiry.refresh-required.detail"));
	}

}
