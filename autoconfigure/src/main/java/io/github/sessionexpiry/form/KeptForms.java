package io.github.sessionexpiry.form;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;

import javax.crypto.spec.SecretKeySpec;

import io.github.sessionexpiry.web.LoginPages;
import io.github.sessionexpiry.web.RequestPath;
import io.github.sessionexpiry.web.ReturnPath;
import io.github.sessionexpiry.web.UserIds;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import org.jspecify.annotations.Nullable;

import org.springframework.security.core.Authentication;
import org.springframework.security.crypto.encrypt.AesBytesEncryptor;
import org.springframework.security.crypto.encrypt.AesBytesEncryptor.CipherAlgorithm;
import org.springframework.security.crypto.encrypt.BytesEncryptor;
import org.springframework.security.crypto.keygen.BytesKeyGenerator;
import org.springframework.security.crypto.keygen.KeyGenerators;

/**
 * Keeps one form of a browser while its user logs in: encrypted (AES-256-GCM) in the
 * session, which is the same on every node and stays the user's through the login. The
 * key is in a cookie and nowhere else. So neither who reads the session store nor who has
 * the browser but can't log in as the user can read the form; and when the cookie ends,
 * after ten minutes, nobody can.
 *
 * @since 0.1.0
 */
public final class KeptForms {

	/**
	 * How long a form is kept.
	 */
	public static final Duration TIME = Duration.ofMinutes(10);

	private static final String COOKIE_NAME = "session-expiry-form";

	private static final FormCookie COOKIE = new FormCookie(COOKIE_NAME);

	/*
	 * Spring Security takes what begins like this, such as the saved request, along into
	 * the session of the user who logs in, even where sessionFixation().newSession()
	 * leaves everything else behind.
	 */
	private static final String ATTRIBUTE = "SPRING_SECURITY_SESSION_EXPIRY_KEPT_FORM";

	private static final int KEY_LENGTH = 32;

	private final BytesKeyGenerator keys = KeyGenerators.secureRandom(KEY_LENGTH);

	private final BytesKeyGenerator initializationVectors = CipherAlgorithm.GCM.defaultIvGenerator();

	private final String path;

	private final PageUser pageUser;

	private final LoginPages loginPages;

	private final InstantSource clock;

	/**
	 * Creates a new instance.
	 * @param basePath the path of the endpoints within the application
	 * @param userIds names users
	 * @param loginPages the login pages, whose forms are not kept
	 * @param clock tells the time
	 */
	public KeptForms(String basePath, UserIds userIds, LoginPages loginPages, InstantSource clock) {
		this.path = basePath + "/kept-form";
		this.pageUser = new PageUser(userIds);
		this.loginPages = loginPages;
		this.clock = clock;
	}

	/**
	 * Returns the names of the cookies that a log-out has to delete.
	 * @return the names
	 */
	public static String[] cookieNames() {
		return new String[] { COOKIE_NAME, PageUser.COOKIE_NAME };
	}

	/**
	 * Returns the path within the application of the endpoint that shows a kept form.
	 * @return the path
	 */
	public String path() {
		return this.path;
	}

	/**
	 * Notes whose pages the browser is shown, to know whose form it is when the session
	 * is gone.
	 */
	void notePageOf(Authentication user, HttpServletRequest request, HttpServletResponse response) {
		this.pageUser.note(user, request, response);
	}

	/**
	 * Keeps the form of a request, in the place of one that was kept before.
	 * @return whether there is one that may be kept
	 */
	boolean keep(HttpServletRequest request, HttpServletResponse response) {
		PostedForm posted = PostedForm.of(request);
		String user = (posted != null) ? this.pageUser.find(request) : null;
		if (posted == null || user == null || isLoginForm(request)) {
			return false;
		}
		KeptForm form = posted.read(user, page(request), this.clock.instant());
		if (form == null) {
			return false;
		}
		byte[] key = this.keys.generateKey();
		byte[] encrypted = encryptor(key).encrypt(form.write().getBytes(StandardCharsets.UTF_8));
		request.getSession().setAttribute(ATTRIBUTE, Base64.getEncoder().encodeToString(encrypted));
		COOKIE.set(request, response, Base64.getUrlEncoder().withoutPadding().encodeToString(key), TIME);
		return true;
	}

	private boolean isLoginForm(HttpServletRequest request) {
		String page = ReturnPath.ofReferer(request).getPath().substring(request.getContextPath().length());
		return this.loginPages.contains(RequestPath.of(request)) || this.loginPages.contains(page);
	}

	// The page that shows a form shows it once: it is nowhere to come back to
	private String page(HttpServletRequest request) {
		ReturnPath page = ReturnPath.ofReferer(request);
		return page.getPath().equals(request.getContextPath() + this.path) ? request.getContextPath() + "/"
				: page.toString();
	}

	/**
	 * Returns the form that is kept for a user. What is kept for another one, or for too
	 * long, is dropped.
	 * @return the form, {@code null} if there is none
	 */
	@Nullable KeptForm find(Authentication user, HttpServletRequest request, HttpServletResponse response) {
		String key = COOKIE.find(request);
		if (key == null) {
			return null;
		}
		HttpSession session = request.getSession(false);
		KeptForm form = (session != null && session.getAttribute(ATTRIBUTE) instanceof String encrypted)
				? decrypt(encrypted, key) : null;
		if (form != null && this.pageUser.is(form.user(), user)
				&& this.clock.instant().isBefore(form.sentAt().plus(TIME))) {
			return form;
		}
		drop(request, response);
		return null;
	}

	/**
	 * Returns the form that is kept for a user, and keeps it no more.
	 * @param user who is logged in
	 * @param request the request
	 * @param response the response, not yet committed
	 * @return the form, {@code null} if there is none
	 */
	public @Nullable KeptForm take(Authentication user, HttpServletRequest request, HttpServletResponse response) {
		KeptForm form = find(user, request, response);
		if (form != null) {
			drop(request, response);
		}
		return form;
	}

	/**
	 * Returns how long ago a form was posted.
	 * @param form the form
	 * @return the time since then
	 */
	public Duration age(KeptForm form) {
		return Duration.between(form.sentAt(), this.clock.instant());
	}

	private static void drop(HttpServletRequest request, HttpServletResponse response) {
		HttpSession session = request.getSession(false);
		if (session != null) {
			session.removeAttribute(ATTRIBUTE);
		}
		COOKIE.delete(request, response);
	}

	private @Nullable KeptForm decrypt(String encrypted, String key) {
		try {
			byte[] text = encryptor(Base64.getUrlDecoder().decode(key)).decrypt(Base64.getDecoder().decode(encrypted));
			return KeptForm.read(new String(text, StandardCharsets.UTF_8));
		}
		catch (IllegalArgumentException | IllegalStateException ex) {
			// Not the key of this form
			return null;
		}
	}

	private BytesEncryptor encryptor(byte[] key) {
		return new AesBytesEncryptor(new SecretKeySpec(key, "AES"), this.initializationVectors, CipherAlgorithm.GCM);
	}

}
