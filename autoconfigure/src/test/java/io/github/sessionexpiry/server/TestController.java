package io.github.sessionexpiry.server;

import java.util.Collections;
import java.util.List;

import io.github.sessionexpiry.endpoint.SessionExpiryNotice;
import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.MediaType;
import org.springframework.http.HttpStatus;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.security.web.context.HttpSessionSecurityContextRepository;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/**
 * An application in miniature.
 */
@RestController
class TestController {

	private final ObjectProvider<SessionExpiryNotice> notice;

	TestController(ObjectProvider<SessionExpiryNotice> notice) {
		this.notice = notice;
	}

	@RequestMapping({ "/page", "/api/orders", "/admin/users", "/api/admin/users" })
	String secured() {
		return "secured";
	}

	@RequestMapping({ "/public/hello", "/api/public/hello" })
	String open() {
		return "public";
	}

	@GetMapping("/public/broken")
	String broken() {
		throw new ResponseStatusException(HttpStatus.CONFLICT);
	}

	@GetMapping(path = { "/signin", "/admin/signin" }, produces = MediaType.TEXT_HTML_VALUE)
	String signIn(CsrfToken csrfToken) {
		return "<form method=\"post\">"
				+ "<input name=\"_csrf\" type=\"hidden\" value=\"%s\"></form>".formatted(csrfToken.getToken());
	}

	@GetMapping("/public/notice")
	String notice() {
		return this.notice.getObject().getText() + "|" + this.notice.getObject().getText();
	}

	@RequestMapping("/denied")
	String denied() {
		return "denied";
	}

	/**
	 * Stands for any page that a visitor may read and that holds a form.
	 */
	@GetMapping("/public/form")
	String form(HttpSession session, @Nullable CsrfToken csrfToken) {
		return (csrfToken != null) ? csrfToken.getToken() : "none";
	}

	/**
	 * Logs alice in, for set-ups whose own login takes more than an application.
	 */
	@GetMapping("/public/log-in")
	String logIn(HttpServletRequest request, HttpServletResponse response) {
		new HttpSessionSecurityContextRepository().saveContext(new SecurityContextImpl(
				UsernamePasswordAuthenticationToken.authenticated("alice", null, AuthorityUtils.NO_AUTHORITIES)),
				request, response);
		return "welcome";
	}

	@GetMapping("/test/interval/now")
	int interval(HttpSession session) {
		return session.getMaxInactiveInterval();
	}

	@GetMapping("/test/change-id")
	String changeId(HttpServletRequest request) {
		return request.changeSessionId();
	}

	@GetMapping("/test/cache-control")
	String cacheControl(@RequestParam String value, HttpServletResponse response) {
		response.setHeader("Cache-Control", value);
		return "cached";
	}

	@GetMapping("/test/names")
	List<String> names(HttpSession session) {
		return Collections.list(session.getAttributeNames());
	}

	@RequestMapping("/test/count")
	int count(HttpSession session) {
		int count = (session.getAttribute("count") instanceof Integer last) ? last + 1 : 1;
		session.setAttribute("count", count);
		return count;
	}

	/**
	 * Gives the session a life that a test can wait for.
	 */
	@GetMapping("/test/interval")
	String interval(HttpSession session, @RequestParam int seconds) {
		session.setMaxInactiveInterval(seconds);
		return "set";
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
