package io.github.sessionexpiry.web;

import java.io.IOException;
import java.util.Arrays;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.boot.json.JsonWriter;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.util.StringUtils;

/**
 * Writes the answer to a script request that has not been executed, because the browser
 * has to go somewhere first: a problem document (RFC 9457), or the sentinel to a client
 * that prefers plain text. A partial request of JSF is redirected in JSF's own way, and
 * htmx is told by {@code HX-Redirect}.
 */
final class ScriptAnswer {

	private final SessionExpirySettings settings;

	private final String urlHeader;

	private final String sentinel;

	private final JsonWriter<Problem> jsonWriter;

	/**
	 * Creates a new instance.
	 * @param settings the names and numbers to use
	 * @param urlHeader the name of the header that carries where to go
	 * @param urlMember the name of the member of the problem document that says so too
	 * @param sentinel the code of the answer
	 */
	ScriptAnswer(SessionExpirySettings settings, String urlHeader, String urlMember, String sentinel) {
		this.settings = settings;
		this.urlHeader = urlHeader;
		this.sentinel = sentinel;
		this.jsonWriter = JsonWriter.of((members) -> {
			members.add("type", "about:blank");
			members.add("title", Problem::title);
			members.add("status", settings.status());
			members.add("detail", Problem::detail);
			members.add("instance", Problem::instance);
			members.add("code", sentinel);
			members.add("reason", Problem::reason);
			members.add(urlMember, Problem::url);
		});
	}

	void write(HttpServletRequest request, HttpServletResponse response, String url, String reason, String title,
			String detail) throws IOException {
		writeHeaders(request, response, url, reason);
		if (PartialResponse.isRequestedBy(request)) {
			response.setStatus(HttpStatus.OK.value());
			ResponseBody.write(request, response, "text/xml;charset=UTF-8", PartialResponse.redirect(url));
			return;
		}
		response.setStatus(this.settings.status());
		if (prefersSentinel(request)) {
			ResponseBody.write(request, response, "text/plain;charset=UTF-8", this.sentinel);
		}
		else {
			ResponseBody.write(request, response, "application/problem+json", this.jsonWriter.writeToString(
					new Problem(title, detail, withoutPathParameters(request.getRequestURI()), reason, url)));
		}
	}

	private void writeHeaders(HttpServletRequest request, HttpServletResponse response, String url, String reason) {
		response.setHeader(this.urlHeader, url);
		response.setHeader(DefaultLoginRequiredResponseWriter.REASON_HEADER, reason);
		response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
		response.addHeader(HttpHeaders.VARY, "Accept, Sec-Fetch-Mode, X-Requested-With");
		CorsExposure.add(response, this.urlHeader, DefaultLoginRequiredResponseWriter.REASON_HEADER);
		if ("true".equalsIgnoreCase(request.getHeader("HX-Request"))) {
			response.setHeader("HX-Redirect", url);
		}
	}

	private boolean prefersSentinel(HttpServletRequest request) {
		return this.settings.responseFormat() == SessionExpirySettings.ResponseFormat.SENTINEL
				|| AcceptHeader.prefersPlainText(request);
	}

	// A path parameter may be a session id (ASVS 5.0 14.2.1)
	private static String withoutPathParameters(String uri) {
		return (uri.indexOf(';') < 0) ? uri : StringUtils.collectionToDelimitedString(
				Arrays.stream(uri.split("/", -1)).map((segment) -> segment.split(";", 2)[0]).toList(), "/");
	}

	private record Problem(String title, String detail, String instance, String reason, String url) {
	}

}
