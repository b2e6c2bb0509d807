package io.github.sessionexpiry.web;

import java.io.IOException;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.boot.json.JsonWriter;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.Authentication;

/**
 * Refuses to do for one user what another one meant: a script that sends a held request
 * again names the user whose request it was, and if by now somebody else is logged in the
 * answer is
 *
 * <pre>
 * HTTP/1.1 409 Conflict
 * Cache-Control: no-store
 * Content-Type: application/problem+json
 *
 * {"type":"about:blank","title":"User changed","status":409,
 *  "detail":"Somebody else has logged in. Nothing was done.","code":"USER_CHANGED"}
 * </pre>
 *
 * @since 0.1.0
 */
public final class UserChange {

	/**
	 * Name of the request header that carries the id of the user who made the request
	 * first.
	 */
	public static final String USER_HEADER = "Session-Expiry-User";

	private final LoggedIn loggedIn;

	private final UserIds userIds;

	private final SessionExpiryMessages messages;

	private final JsonWriter<HttpServletRequest> jsonWriter = JsonWriter.of((members) -> {
		members.add("type", "about:blank");
		members.add("title", this::title);
		members.add("status", HttpStatus.CONFLICT.value());
		members.add("detail", this::detail);
		members.add("code", "USER_CHANGED");
	});

	/**
	 * Creates a new instance.
	 * @param loggedIn tells who is logged in
	 * @param userIds names users
	 * @param messages the texts to use
	 */
	public UserChange(LoggedIn loggedIn, UserIds userIds, SessionExpiryMessages messages) {
		this.loggedIn = loggedIn;
		this.userIds = userIds;
		this.messages = messages;
	}

	boolean isDetected(HttpServletRequest request) {
		String expected = request.getHeader(USER_HEADER);
		Authentication user = (expected != null) ? this.loggedIn.user() : null;
		return user != null && !this.userIds.idOf(user).equals(expected);
	}

	void send(HttpServletRequest request, HttpServletResponse response) throws IOException {
		response.setStatus(HttpStatus.CONFLICT.value());
		response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
		ResponseBody.write(request, response, "application/problem+json", this.jsonWriter.writeToString(request));
	}

	private String title(HttpServletRequest request) {
		return this.messages.text(request, "session-expiry.user-changed.title");
	}

	private String detail(HttpServletRequest request) {
		return this.messages.text(request, "session-expiry.user-changed.detail");
	}

}
