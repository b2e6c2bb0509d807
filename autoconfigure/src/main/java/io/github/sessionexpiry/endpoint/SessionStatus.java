package io.github.sessionexpiry.endpoint;

import java.io.IOException;
import java.time.Duration;

import io.github.sessionexpiry.session.UserSession;
import io.github.sessionexpiry.session.UserSessions;
import io.github.sessionexpiry.web.LoginUrlResolver;
import io.github.sessionexpiry.web.ResponseBody;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.json.JsonWriter;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
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

	private final UserSessions sessions;

	private final LoginUrlResolver loginUrlResolver;

	private final JsonWriter<Status> jsonWriter = JsonWriter.of((members) -> {
		members.add("authenticated", true);
		members.add("expires_in", (status) -> seconds(status.session().life().expiresIn()));
		members.add("max_inactive", (status) -> seconds(status.session().life().maxInactive()));
		members.add("user", (status) -> status.session().user());
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
	 * @param sessions finds the session of the user who is logged in
	 * @param loginUrlResolver finds where to log in
	 */
	public SessionStatus(UserSessions sessions, LoginUrlResolver loginUrlResolver) {
		this.sessions = sessions;
		this.loginUrlResolver = loginUrlResolver;
	}

	@Nullable UserSession session(HttpServletRequest request) {
		return this.sessions.find(request);
	}

	void write(HttpServletRequest request, HttpServletResponse response, UserSession session,
			@Nullable CsrfToken csrfToken) throws IOException {
		send(request, response, this.jsonWriter.writeToString(new Status(session, csrfToken)));
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

	private record Status(UserSession session, @Nullable CsrfToken csrfToken) {
	}

}
