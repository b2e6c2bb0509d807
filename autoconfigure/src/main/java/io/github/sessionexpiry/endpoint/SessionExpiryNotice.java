package io.github.sessionexpiry.endpoint;

import java.util.Locale;

import io.github.sessionexpiry.web.LoginRequiredReason;
import io.github.sessionexpiry.web.SessionExpiryMessages;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import org.jspecify.annotations.Nullable;

import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/**
 * The notice "Your session has expired." that the reset endpoint leaves for one page, the
 * login page included. In Thymeleaf:
 *
 * <pre>
 * &lt;p session-expiry:notice&gt;&lt;/p&gt;
 * </pre>
 *
 * @since 0.1.0
 */
public final class SessionExpiryNotice {

	private static final String ATTRIBUTE = SessionExpiryNotice.class.getName();

	private final SessionExpiryMessages messages;

	/**
	 * Creates a new instance.
	 * @param messages the texts to use
	 */
	public SessionExpiryNotice(SessionExpiryMessages messages) {
		this.messages = messages;
	}

	static void leaveFor(HttpServletRequest request) {
		request.getSession().setAttribute(ATTRIBUTE, Boolean.TRUE);
	}

	/**
	 * Returns the notice in the language of the current request. The page that asks first
	 * has it, as often as it asks; the next page does not.
	 * @return the text, or {@code null} if there is none to show
	 */
	public @Nullable String getText() {
		return (RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes attributes
				&& take(attributes.getRequest()))
						? this.messages.detail(attributes.getRequest(), LoginRequiredReason.SESSION_EXPIRED) : null;
	}

	/**
	 * Returns the notice in a given language, as {@link #getText()} does.
	 * @param request the request for the page
	 * @param locale the language
	 * @return the text, or {@code null} if there is none to show
	 */
	public @Nullable String getText(HttpServletRequest request, Locale locale) {
		return take(request) ? this.messages.detail(locale, LoginRequiredReason.SESSION_EXPIRED) : null;
	}

	private static boolean take(HttpServletRequest request) {
		if (request.getAttribute(ATTRIBUTE) == null) {
			HttpSession session = request.getSession(false);
			if (session == null || session.getAttribute(ATTRIBUTE) == null) {
				return false;
			}
			session.removeAttribute(ATTRIBUTE);
			request.setAttribute(ATTRIBUTE, Boolean.TRUE);
		}
		return true;
	}

}
