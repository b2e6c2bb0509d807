package io.github.sessionexpiry.sample;

import jakarta.servlet.http.HttpSession;

import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.ResponseStatus;

/**
 * Where a session begins, and where this sample can end one on purpose.
 */
@Controller
class SessionController {

	@GetMapping("/login")
	String login() {
		return "login";
	}

	/**
	 * Ends the session as half an hour without a request would. This is not a log-out:
	 * the session is gone on the server, but nobody has told the browser, which keeps its
	 * cookie and its open page. From outside it cannot be told from an expiry, and nobody
	 * has to wait for it.
	 */
	@PostMapping("/session/end")
	@ResponseStatus(HttpStatus.NO_CONTENT)
	void end(HttpSession session) {
		session.invalidate();
	}

	/**
	 * Lets the session end by itself, but so soon that somebody can wait for it: the user
	 * is warned, and every request and every sign of activity still extends it.
	 */
	@PostMapping("/session/shorten")
	@ResponseStatus(HttpStatus.NO_CONTENT)
	void shorten(HttpSession session) {
		session.setMaxInactiveInterval(45);
	}

}
