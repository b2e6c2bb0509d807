package io.github.sessionexpiry.thymeleaf;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

import io.github.sessionexpiry.session.UserSession;
import io.github.sessionexpiry.session.UserSessions;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/**
 * Where the script is, whose page this is, and for how long they are logged in, in
 * seconds, rounded down.
 */
final class PageState implements ScriptAttributes {

	private final String scriptPath;

	private final UserSessions sessions;

	PageState(String scriptPath, UserSessions sessions) {
		this.scriptPath = scriptPath;
		this.sessions = sessions;
	}

	/*
	 * The URL is not encoded by the response: ";jsessionid=" would be another URL for
	 * each session, and has no business in a page's source.
	 */
	@Override
	public Map<String, String> of(HttpServletRequest request) {
		Map<String, String> attributes = new LinkedHashMap<>();
		attributes.put("src", request.getContextPath() + this.scriptPath);
		UserSession session = this.sessions.find(request);
		attributes.put("data-user", (session != null) ? session.user() : "");
		if (session != null) {
			putSeconds(attributes, "data-expires-in", session.life().expiresIn());
			putSeconds(attributes, "data-max-inactive", session.life().maxInactive());
		}
		return attributes;
	}

	private static void putSeconds(Map<String, String> attributes, String name, @Nullable Duration duration) {
		if (duration != null) {
			attributes.put(name, Long.toString(duration.toSeconds()));
		}
	}

}
