package io.github.sessionexpiry.endpoint;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

import io.github.sessionexpiry.web.ResponseBody;
import io.github.sessionexpiry.web.SessionExpiryMessages;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.http.MediaType;
import org.springframework.web.util.HtmlUtils;

/**
 * The end of a login in a window of its own: a page that tells its opener and closes
 * itself, and says so in the language of the request where it may not. It has no inline
 * script, so that it works under a strict Content Security Policy.
 */
final class LoggedInPage {

	private static final String CONTENT = """
			<!DOCTYPE html>
			<html lang="%s">
			<head>
			<meta charset="utf-8">
			<meta name="viewport" content="width=device-width">
			<title>%s</title>
			<script src="logged-in.js"></script>
			</head>
			<body dir="auto">
			<p>%s</p>
			</body>
			</html>
			""";

	private final SessionExpiryMessages messages;

	LoggedInPage(SessionExpiryMessages messages) {
		this.messages = messages;
	}

	void send(HttpServletRequest request, HttpServletResponse response) throws IOException {
		ResponseBody.write(request, response, MediaType.TEXT_HTML_VALUE + ";charset=UTF-8",
				CONTENT.formatted(text(request, "language"), text(request, "title"), text(request, "text")));
	}

	private String text(HttpServletRequest request, String key) {
		return HtmlUtils.htmlEscape(this.messages.text(request, "session-expiry.logged-in." + key),
				StandardCharsets.UTF_8.name());
	}

}
