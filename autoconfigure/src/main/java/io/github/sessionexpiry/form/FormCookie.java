package io.github.sessionexpiry.form;

import java.time.Duration;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;
import org.springframework.util.StringUtils;
import org.springframework.web.util.WebUtils;

/**
 * A cookie that no script can read. {@code Lax}, because a login at another site ends
 * with a navigation from there (RFC 6265bis 5.6.7).
 *
 * @param name its name
 */
record FormCookie(String name) {

	/** Until the browser is closed. */
	static final Duration SESSION = Duration.ofSeconds(-1);

	@Nullable String find(HttpServletRequest request) {
		Cookie cookie = WebUtils.getCookie(request, this.name);
		return (cookie != null) ? cookie.getValue() : null;
	}

	void set(HttpServletRequest request, HttpServletResponse response, String value, Duration maxAge) {
		String contextPath = request.getContextPath();
		response.addHeader(HttpHeaders.SET_COOKIE, ResponseCookie.from(this.name, value)
			// As a log-out does, which deletes it
			.path(StringUtils.hasText(contextPath) ? contextPath : "/")
			.maxAge(maxAge)
			.secure(request.isSecure())
			.httpOnly(true)
			.sameSite("Lax")
			.build()
			.toString());
	}

	void delete(HttpServletRequest request, HttpServletResponse response) {
		set(request, response, "", Duration.ZERO);
	}

}
