package io.github.sessionexpiry.endpoint;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

import io.github.sessionexpiry.web.ResponseBody;
import io.github.sessionexpiry.web.SessionExpiryMessages;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.util.HtmlUtils;

/**
 * The end of a way through a login or a provider, in a window of its own or a hidden
 * frame: a page that tells the other pages of the application how it went and closes
 * itself, and says so in the language of the request where it may not. It has no inline
 * script, and a Content Security Policy of its own, because one of the application may be
 * stricter, or forbid the frame. Browsers that read its {@code frame-ancestors} ignore an
 * {@code X-Frame-Options} of the application (CSP Level 2, 7.7.1).
 *
 * @since 0.1.0
 */
public final class ChannelPage {

	private static final String POLICY = "default-src 'none'; script-src 'self'; frame-ancestors 'self'";

	private static final String CONTENT = """
			<!DOCTYPE html>
			<html lang="%s">
			<head>
			<meta charset="utf-8">
			<meta name="viewport" content="width=device-width">
			<title>%s</title>
			<script src="%s"></script>
			</head>
			<body dir="auto">
			<p>%s</p>
			</body>
			</html>
			""";

	private final String basePath;

	private final SessionExpiryMessages messages;

	/**
	 * Creates a new instance.
	 * @param basePath the path of the endpoints within the application
	 * @param messages the texts to use
	 */
	public ChannelPage(String basePath, SessionExpiryMessages messages) {
		this.basePath = basePath;
		this.messages = messages;
	}

	void sendLoggedIn(HttpServletRequest request, HttpServletResponse response) throws IOException {
		send(request, response, "logged-in.js", "session-expiry.logged-in.title", "session-expiry.logged-in.text");
	}

	/**
	 * Sends the page that says that the session could not be renewed without the user.
	 * @param request the request
	 * @param response the response, not yet committed
	 * @throws IOException if the client can't be written to
	 */
	public void sendRefreshFailed(HttpServletRequest request, HttpServletResponse response) throws IOException {
		send(request, response, "refresh-failed.js", "session-expiry.login-required.title",
				"session-expiry.login-required.detail.login_required");
	}

	private void send(HttpServletRequest request, HttpServletResponse response, String script, String title,
			String text) throws IOException {
		response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
		response.setHeader("Content-Security-Policy", POLICY);
		ResponseBody.write(request, response, MediaType.TEXT_HTML_VALUE + ";charset=UTF-8",
				CONTENT.formatted(text(request, "session-expiry.logged-in.language"), text(request, title),
						escape(request.getContextPath() + this.basePath + "/" + script), text(request, text)));
	}

	private String text(HttpServletRequest request, String key) {
		return escape(this.messages.text(request, key));
	}

	private static String escape(String text) {
		return HtmlUtils.htmlEscape(text, StandardCharsets.UTF_8.name());
	}

}
