package io.github.sessionexpiry.web;

import jakarta.servlet.http.HttpServletRequest;

import org.springframework.web.util.HtmlUtils;

/**
 * The way in which Jakarta Faces redirects a partial request (Jakarta Faces 4.0, 13.4.4).
 */
final class PartialResponse {

	private PartialResponse() {
	}

	static boolean isRequestedBy(HttpServletRequest request) {
		return "partial/ajax".equalsIgnoreCase(request.getHeader("Faces-Request"));
	}

	static String redirect(String url) {
		return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<partial-response><redirect url=\""
				+ HtmlUtils.htmlEscape(url, "UTF-8") + "\"/></partial-response>";
	}

}
