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

	private final SessionExpirySettings settings;

	private final SessionExpiryMessages messages;

	private final JsonWriter<Problem> jsonWriter = JsonWriter.of((members) -> {
		members.add("type", "about:blank");
		members.add("title", Problem::title);
		members.add("status", Problem::status);
		members.add("detail", Problem::detail);
		members.add("instance", Problem::instance);
		members.add("code", Problem::code);
		members.add("reason", Problem::reason);
		members.add("login_url", Problem::loginUrl);
	});

	/**
	 * Creates a new instance.
	 * @param settings the names and numbers to use
	 * @param messages the texts to use
	 */
	public DefaultLoginRequiredResponseWriter(SessionExpirySettings settings, SessionExpiryMessages messages) {
		this.settings = settings;
		this.messages = messages;
	}

	@Override
	public void write(HttpServletRequest request, HttpServletResponse response, LoginRequired loginRequired)
			throws IOException {
		writeHeaders(request, response, loginRequired);
		if (PartialResponse.isRequestedBy(request)) {
			response.setStatus(HttpStatus.OK.value());
			ResponseBody.write(request, response, "text/xml;charset=UTF-8",
					PartialResponse.redirect(loginRequired.loginUrl()));
			return;
		}
		response.setStatus(this.settings.status());
		if (prefersSentinel(request)) {
			ResponseBody.write(request, response, "text/plain;charset=UTF-8", this.settings.sentinel());
		}
		else {
			ResponseBody.write(request, response, "application/problem+json",
					this.jsonWriter.writeToString(problem(request, loginRequired)));
		}
	}

	private void writeHeaders(HttpServletRequest request, HttpServletResponse response, LoginRequired loginRequired) {
		response.setHeader(this.settings.loginUrlHeader(), loginRequired.loginUrl());
		response.setHeader(REASON_HEADER, loginRequired.reason().code());
		response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
		response.addHeader(HttpHeaders.VARY, "Accept, Sec-Fetch-Mode, X-Requested-With");
		CorsExposure.add(response, this.settings.loginUrlHeader(), REASON_HEADER);
		if ("true".equalsIgnoreCase(request.getHeader("HX-Request"))) {
			response.setHeader("HX-Redirect", loginRequired.loginUrl());
		}
	}

	private boolean prefersSentinel(HttpServletRequest request) {
		return this.settings.responseFormat() == SessionExpirySettings.ResponseFormat.SENTINEL
				|| AcceptHeader.prefersPlainText(request);
	}

	private Problem problem(HttpServletRequest request, LoginRequired loginRequired) {
		return new Problem(this.messages.title(request), this.settings.status(),
				this.messages.detail(request, loginRequired.reason()), withoutPathParameters(request.getRequestURI()),
				this.settings.sentinel(), loginRequired.reason().code(), loginRequired.loginUrl());
	}

	// A path parameter may be a session id (ASVS 5.0 14.2.1)
	private static String withoutPathParameters(String uri) {
		return (uri.indexOf(';') < 0) ? uri : StringUtils.collectionToDelimitedString(
				Arrays.stream(uri.split("/", -1)).map((segment) -> segment.split(";", 2)[0]).toList(), "/");
	}

	private record Problem(String title, int status, String detail, String instance, String code, String reason,
			String loginUrl) {
	}

}
