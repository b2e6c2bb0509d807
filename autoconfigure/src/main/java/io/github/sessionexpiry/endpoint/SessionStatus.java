package io.github.sessionexpiry.endpoint;

import java.io.IOException;
import java.time.Duration;

import io.github.sessionexpiry.session.AbsoluteTimeout;
import io.github.sessionexpiry.session.SessionLife;
import io.github.sessionexpiry.web.LoggedIn;
import io.github.sessionexpiry.web.LoginUrlResolver;
import io.github.sessionexpiry.web.ResponseBody;
import io.github.sessionexpiry.web.UserIds;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.json.JsonWriter;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.csrf.CsrfToken;

/**
 * Tells whether somebody is logged in, who, and for how long. For example:
 *
 * <pre>
 * {"authenticated":true,"expires_in":1740,"max_inactive":1800,"user":"k3JYq0Zb1mW8e5uT2rXvAg"}
 * {"authenticated":false,"login_url":"/shop/session-expiry/login?continue=%2Fshop%2Forders"}
 * </pre>
 *
 * The times are in seconds, rounded down, and {@code null} if the session never ends.
 *
 * @since 0.1.0
 */
public final class SessionStatus {

	private final LoggedIn loggedIn;

	private final UserIds userIds;

	private final AbsoluteTimeout absoluteTimeout;

	private final LoginUrlResolver loginUrlResolver;

	private final JsonWriter<Status> jsonWriter = JsonWriter.of((members) -> {
		members.add("authenticated", true);
		members.add("expires_in", (status) -> seconds(status.life().expiresIn()));
		members.add("max_inactive", (status) -> seconds(status.life().maxInactive()));
		members.add("user", Status::user);
		members.add("csrf", Status::csrfToken).whenNotNull().usingMembers((csrf) -> {
			csrf.add("header_name", CsrfToken::getHeaderName);
			csrf.add("parameter_name", CsrfToken::getParameterName);
			csrf.add("token", CsrfToken::getToken);
		});
	});

	private final JsonWriter<String> notLoggedInWriter = JsonWriter.of((members) -> {
		members.add("authenticated", false);
		members.add("login_url", (loginUrl) -> loginUrl);
	});

	/**
	 * Creates a new instance.
	 * @param loggedIn tells who is logged in
	 * @param userIds names users
	 * @param absoluteTimeout ends a session however much it is used
	 * @param loginUrlResolver finds where to log in
	 */
	public SessionStatus(LoggedIn loggedIn, UserIds userIds, AbsoluteTimeout absoluteTimeout,
			LoginUrlResolver loginUrlResolver) {
		this.loggedIn = loggedIn;
		this.userIds = userIds;
		this.absoluteTimeout = absoluteTimeout;
		this.loginUrlResolver = loginUrlResolver;
	}

	/**
	 * Returns who is logged in, in a session that has not reached its end.
	 */
	@Nullable Authentication user(HttpServletRequest request) {
		Authentication user = this.loggedIn.user();
		return (user != null && !this.absoluteTimeout.isOver(request.getSession(false))) ? user : null;
	}

	void write(HttpServletRequest request, HttpServletResponse response, Authentication user,
			@Nullable CsrfToken csrfToken) throws IOException {
		HttpSession session = request.getSession(false);
		send(request, response, this.jsonWriter.writeToString(
				new Status(SessionLife.of(session, this.absoluteTimeout), this.userIds.idOf(user), csrfToken)));
	}

	void writeNotLoggedIn(HttpServletRequest request, HttpServletResponse response) throws IOException {
		send(request, response, this.notLoggedInWriter.writeToString(this.loginUrlResolver.resolveLoginUrl(request)));
	}

	private static void send(HttpServletRequest request, HttpServletResponse response, String json) throws IOException {
		response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
		// Whatever CORS has admitted: who is logged in here is nobody else's business
		response.setHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, null);
		response.setHeader("Cross-Origin-Resource-Policy", "same-origin");
		response.setHeader("X-Content-Type-Options", "nosniff");
		ResponseBody.write(request, response, MediaType.APPLICATION_JSON_VALUE, json);
	}

	private static @Nullable Long seconds(@Nullable Duration duration) {
		return (duration != null) ? duration.toSeconds() : null;
	}

	private record Status(SessionLife life, String user, @Nullable CsrfToken csrfToken) {
	}

}
