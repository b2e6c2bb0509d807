package io.github.sessionexpiry.form;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

import io.github.sessionexpiry.web.UserIds;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.security.core.Authentication;

/**
 * Whose pages a browser has been shown: the user who has logged in last, until they log
 * out. The browser keeps it, because the session that knew it is gone when it is asked
 * for. It is sealed, as otherwise anybody could say to be a user and have forms kept.
 */
final class PageUser {

	static final String COOKIE_NAME = "session-expiry-user";

	private static final FormCookie COOKIE = new FormCookie(COOKIE_NAME);

	private final UserIds userIds;

	PageUser(UserIds userIds) {
		this.userIds = userIds;
	}

	void note(Authentication user, HttpServletRequest request, HttpServletResponse response) {
		String value = sealed(this.userIds.idOf(user));
		if (!value.equals(COOKIE.find(request))) {
			COOKIE.set(request, response, value, FormCookie.SESSION);
		}
	}

	/**
	 * Returns whose page a request is from.
	 * @return the id of the user, {@code null} if it is not known
	 */
	@Nullable String find(HttpServletRequest request) {
		String value = COOKIE.find(request);
		int end = (value != null) ? value.indexOf('.') : -1;
		if (value == null || end < 0) {
			return null;
		}
		String id = value.substring(0, end);
		return MessageDigest.isEqual(bytes(sealed(id)), bytes(value)) ? id : null;
	}

	boolean is(String id, Authentication user) {
		return this.userIds.idOf(user).equals(id);
	}

	private String sealed(String id) {
		return id + "." + this.userIds.sealOf(id);
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
