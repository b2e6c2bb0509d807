package io.github.sessionexpiry.web;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.http.HttpMethod;

/**
 * Writes a small body as a whole, with its length, and for {@code HEAD} the length alone.
 *
 * @since 0.1.0
 */
public final class ResponseBody {

	private ResponseBody() {
	}

	/**
	 * Writes a body.
	 * @param request the request
	 * @param response the response, not yet committed
	 * @param contentType the media type, with the character set if it has one: UTF-8
	 * @param body the body
	 * @throws IOException if the client can't be written to
	 */
	public static void write(HttpServletRequest request, HttpServletResponse response, String contentType, String body)
			throws IOException {
		byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
		response.setContentType(contentType);
		response.setContentLength(bytes.length);
		if (!HttpMethod.HEAD.matches(request.getMethod())) {
			response.getOutputStream().write(bytes);
		}
	}

}
