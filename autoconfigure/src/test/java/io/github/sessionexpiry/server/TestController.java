package io.github.sessionexpiry.server;

import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpServletRequest;

import org.springframework.http.MediaType;
import org.springframework.http.HttpStatus;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/**
 * An application in miniature.
 */
@RestController
class TestController {

	@RequestMapping({ "/page", "/api/orders", "/admin/users" })
	String secured() {
		return "secured";
	}

	@RequestMapping("/public/hello")
	String open() {
		return "public";
	}

	@GetMapping("/public/broken")
	String broken() {
		throw new ResponseStatusException(HttpStatus.CONFLICT);
	}

	@GetMapping(path = "/signin", produces = MediaType.TEXT_HTML_VALUE)
	String signIn(CsrfToken csrfToken) {
		return "<form action=\"/signin\" method=\"post\">"
				+ "<input name=\"_csrf\" type=\"hidden\" value=\"%s\"></form>".formatted(csrfToken.getToken());
	}

	/**
	 * Ends the session as an expiry does, without what a log-out would do besides.
	 */
	@GetMapping("/test/invalidate")
	String invalidate(HttpServletRequest request) {
		HttpSession session = request.getSession(false);
		if (session != null) {
			session.invalidate();
		}
		return "gone";
	}

}
