package io.github.sessionexpiry.sample;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import org.jspecify.annotations.Nullable;

import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ModelAttribute;

/**
 * Tells every page how long the session lasts, for the bar at its top.
 */
@ControllerAdvice
class SessionBarAdvice {

	@ModelAttribute("sessionSeconds")
	@Nullable Integer sessionSeconds(HttpServletRequest request) {
		HttpSession session = request.getSession(false);
		return (session != null) ? session.getMaxInactiveInterval() : null;
	}

}
