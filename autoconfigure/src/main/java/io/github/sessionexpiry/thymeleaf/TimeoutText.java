package io.github.sessionexpiry.thymeleaf;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import io.github.sessionexpiry.session.AbsoluteTimeout;
import io.github.sessionexpiry.session.NewSessionTimeout;
import io.github.sessionexpiry.session.SessionLife;
import io.github.sessionexpiry.web.SessionExpiryMessages;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import org.jspecify.annotations.Nullable;

/**
 * Tells how long a session may be idle, and how long it may last at all (WCAG 2.2, 2.2.6
 * Timeouts). For example: "You will be logged out after 30 minutes without activity."
 *
 * @since 0.1.0
 */
public final class TimeoutText implements PageText {

	private static final String PREFIX = "session-expiry.";

	private final SessionExpiryMessages messages;

	private final AbsoluteTimeout absoluteTimeout;

	private final NewSessionTimeout newSessionTimeout;

	/**
	 * Creates a new instance.
	 * @param messages the texts to use
	 * @param absoluteTimeout ends a session however much it is used
	 * @param newSessionTimeout tells of the session that a visitor will get
	 */
	public TimeoutText(SessionExpiryMessages messages, AbsoluteTimeout absoluteTimeout,
			NewSessionTimeout newSessionTimeout) {
		this.messages = messages;
		this.absoluteTimeout = absoluteTimeout;
		this.newSessionTimeout = newSessionTimeout;
	}

	@Override
	public @Nullable String of(HttpServletRequest request, Locale locale) {
		Duration idle = idleTimeout(request);
		Duration absolute = this.absoluteTimeout.timeout();
		List<String> sentences = new ArrayList<>();
		if (idle != null && (absolute == null || idle.compareTo(absolute) < 0)) {
			sentences.add(sentence(locale, "timeout.text", idle));
		}
		if (absolute != null) {
			sentences.add(sentence(locale, "timeout.absolute", absolute));
		}
		return (!sentences.isEmpty()) ? String.join(" ", sentences) : null;
	}

	private @Nullable Duration idleTimeout(HttpServletRequest request) {
		try {
			HttpSession session = request.getSession(false);
			if (session != null) {
				return SessionLife.of(session, this.absoluteTimeout).maxInactive();
			}
		}
		catch (IllegalStateException ex) {
			// Another request has ended the session in the meantime
		}
		return this.newSessionTimeout.of(request);
	}

	private String sentence(Locale locale, String key, Duration duration) {
		return this.messages.text(locale, PREFIX + key, text(locale, duration));
	}

	/*
	 * Two units are enough: what is left out makes the time that is told a little too
	 * short.
	 */
	private String text(Locale locale, Duration duration) {
		List<String> parts = new ArrayList<>();
		add(parts, locale, "days", duration.toDays());
		add(parts, locale, "hours", duration.toHoursPart());
		add(parts, locale, "minutes", duration.toMinutesPart());
		add(parts, locale, "seconds", duration.toSecondsPart());
		return (parts.size() > 1) ? this.messages.text(locale, PREFIX + "duration.and", parts.get(0), parts.get(1))
				: parts.get(0);
	}

	private void add(List<String> parts, Locale locale, String unit, long number) {
		if (number > 0) {
			parts.add(this.messages.text(locale, PREFIX + "duration." + unit, number));
		}
	}

}
