package io.github.sessionexpiry.web;

import java.util.Locale;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.context.MessageSource;
import org.springframework.context.support.ResourceBundleMessageSource;
import org.springframework.http.HttpHeaders;

/**
 * The texts of our answers in the language of the request. The application's
 * {@link MessageSource} is asked first, with the same keys, such as
 * {@code session-expiry.login-required.title} and
 * {@code session-expiry.login-required.detail.<reason>}.
 *
 * @since 0.1.0
 */
public final class SessionExpiryMessages {

	private static final String PREFIX = "session-expiry.login-required.";

	private final MessageSource applicationMessages;

	private final MessageSource ownMessages;

	/**
	 * Creates a new instance.
	 * @param applicationMessages the application's texts, for example its
	 * {@code ApplicationContext}
	 */
	public SessionExpiryMessages(MessageSource applicationMessages) {
		this.applicationMessages = applicationMessages;
		ResourceBundleMessageSource messageSource = new ResourceBundleMessageSource();
		messageSource.setBasename("io.github.sessionexpiry.messages");
		messageSource.setDefaultEncoding("UTF-8");
		messageSource.setFallbackToSystemLocale(false);
		messageSource.setBundleClassLoader(SessionExpiryMessages.class.getClassLoader());
		this.ownMessages = messageSource;
	}

	String title(HttpServletRequest request) {
		return text(request, PREFIX + "title");
	}

	/**
	 * Returns a sentence for the user.
	 * @param request the request, for its language
	 * @param reason what it is to say
	 * @return the sentence
	 */
	public String detail(HttpServletRequest request, LoginRequiredReason reason) {
		return message(request, PREFIX + "detail." + reason.code(),
				PREFIX + "detail." + LoginRequiredReason.LOGIN_REQUIRED.code());
	}

	/**
	 * Returns a text.
	 * @param request the request, for its language
	 * @param key the key of the text
	 * @return the text
	 */
	public String text(HttpServletRequest request, String key) {
		return message(request, key, key);
	}

	private String message(HttpServletRequest request, String key, String fallbackKey) {
		Locale locale = (request.getHeader(HttpHeaders.ACCEPT_LANGUAGE) != null) ? request.getLocale() : Locale.ENGLISH;
		String fallback = this.ownMessages.getMessage(fallbackKey, null, locale);
		String text = textOr(fallback, this.ownMessages.getMessage(key, null, fallback, locale));
		return textOr(text, this.applicationMessages.getMessage(key, null, text, locale));
	}

	private static String textOr(String fallback, @Nullable String text) {
		return (text != null) ? text : fallback;
	}

}
