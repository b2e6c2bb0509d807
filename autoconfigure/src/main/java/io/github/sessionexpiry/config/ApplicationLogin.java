package io.github.sessionexpiry.config;

import java.util.function.BiPredicate;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.security.web.AuthenticationEntryPoint;

/**
 * The login that a chain has.
 *
 * @param entryPoint starts it
 * @param page the path of its page within the application, if that is known
 * @param exists tells whether it exists for a request
 */
record ApplicationLogin(AuthenticationEntryPoint entryPoint, @Nullable String page,
		BiPredicate<HttpServletRequest, HttpServletResponse> exists) {
}
