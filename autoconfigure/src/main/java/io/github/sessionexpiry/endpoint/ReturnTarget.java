package io.github.sessionexpiry.endpoint;

import java.nio.charset.StandardCharsets;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;
import org.springframework.web.util.UriUtils;

/**
 * Where a request for an endpoint wants to go on to: its parameter {@code continue}.
 * While the user logs in it has another name, because Spring Security's request caches
 * use a parameter {@code continue} themselves, and drop ours.
 */
final class ReturnTarget {

	static final String PARAMETER = "continue";

	private static final String REMEMBERED_PARAMETER = "return_to";

	private static final String INVALID = "%";

	private ReturnTarget() {
	}

	/**
	 * Returns the target as it was sent, that is, unchecked.
	 * @return the target, or {@code null} if there is none
	 */
	static @Nullable String of(HttpServletRequest request) {
		String remembered = parameter(request, REMEMBERED_PARAMETER);
		String target = (remembered != null) ? remembered : parameter(request, PARAMETER);
		if (target == null) {
			return isUndecodable(request) ? INVALID : null;
		}
		return target.isEmpty() ? null : target;
	}

	private static @Nullable String parameter(HttpServletRequest request, String name) {
		try {
			return request.getParameter(name);
		}
		catch (IllegalStateException ex) {
			// Tomcat's way to say that the query can't be decoded, which it says only
			// once
			return null;
		}
	}

	private static boolean isUndecodable(HttpServletRequest request) {
		String query = request.getQueryString();
		return query != null && query.contains(PARAMETER + "=");
	}

	/**
	 * Returns the request as it is to come back after the login.
	 */
	static HttpServletRequest remember(HttpServletRequest request) {
		String target = of(request);
		String queryString = (target != null)
				? REMEMBERED_PARAMETER + "=" + UriUtils.encode(target, StandardCharsets.UTF_8) : null;
		return new HttpServletRequestWrapper(request) {

			@Override
			public @Nullable String getQueryString() {
				return queryString;
			}

		};
	}

}
