package io.github.sessionexpiry.endpoint;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;

/**
 * The end of a login in a window of its own: a page that tells its opener and closes
 * itself. It has no inline script, so that it works under a strict Content Security
 * Policy.
 */
final class LoggedInPage {

	private static final byte[] CONTENT = """
			<!DOCTYPE html>
			<html lang="en">
			<head>
			<meta charset="utf-8">
			<title>Logged in</title>
			<script src="logged-in.js"></script>
			</head>
			<body>
			<p>You are logged in. You can close this window.</p>
			</body>
			</html>
			""".getBytes(StandardCharsets.UTF_8);

	void send(HttpServletRequest request, HttpServletResponse response) throws IOException {
		response.setContentType(MediaType.TEXT_HTML_VALUE + ";charset=UTF-8");
		response.setContentLength(CONTENT.length);
		if (!HttpMethod.HEAD.matches(request.getMethod())) {
			response.getOutputStream().write(CONTENT);
		}
	}

}
