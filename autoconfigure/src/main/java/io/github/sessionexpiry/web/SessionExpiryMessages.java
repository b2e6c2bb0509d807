package io.github.sessionexpiry.web;

import java.util.Locale;

import jakarta.servlet.http.HttpServletRequest;

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
		return detail(languageOf(request), reason);
	}

	/**
	 * Returns a sentence for the user.
	 * @param locale the language
	 * @param reason what it is to say
	 * @return the sentence
	 */
	public String detail(Locale locale, LoginRequiredReason reason) {
		return message(locale, PREFIX + "detail." + reason.code(),
				PREFIX + "detail." + LoginRequiredReason.LOGIN_REQUIRED.code());
	}

	/**
	 * Returns a text.
	 * @param request the request, for its language
	 * @param key the key of the text
	 * @return the text
	 */
	public String text(HttpServletRequest request, String key) {
		return text(languageOf(request), key);
	}

	/**
	 * Returns a text.
	 * @param locale the language
	 * @param key the key of the text
	 * @param arguments what to put into the text (see {@link java.text.MessageFormat})
	 * @return the text
	 */
	public String text(Locale locale, String key, Object... arguments) {
		return message(locale, key, key, arguments);
	}

	private String message(Locale locale, String key, String fallbackKey, Object... arguments) {
		String text = this.applicationMessages.getMessage(key, arguments, null, locale);
		// An application may have asked for the key where there is no text
		if (text != null && !text.equals(key)) {
			return text;
		}
		Locale language = isOurs(locale) ? locale : Locale.ENGLISH;
		text = this.ownMessages.getMessage(key, arguments, null, language);
		return (text != null) ? text : this.ownMessages.getMessage(fallbackKey, arguments, language);
	}

	/*
	 * A text that falls back to English has English numbers in it.
	 */
	private boolean isOurs(Locale locale) {
		return this.ownMessages.getMessage("session-expiry.logged-in.language", null, locale)
			.equals(locale.getLanguage());
	}

	private static Locale languageOf(HttpServletRequest request) {
		return (request.getHeader(HttpHeaders.ACCEPT_LANGUAGE) != null) ? request.getLocale() : Locale.ENGLISH;
	}

}
