package io.github.sessionexpiry.web;

import java.io.IOException;
import java.util.Locale;
import java.util.Properties;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.context.support.StaticMessageSource;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.support.PropertiesLoaderUtils;

import static org.assertj.core.api.Assertions.assertThat;

class SessionExpiryMessagesTests {

	private static final String TIMEOUT = "session-expiry.timeout.text";

	private final StaticMessageSource applicationMessages = new StaticMessageSource();

	private final SessionExpiryMessages messages = new SessionExpiryMessages(this.applicationMessages);

	@ParameterizedTest
	@ValueSource(strings = { "ar", "de", "es", "fr", "he", "it", "ja", "nl", "pl", "pt", "zh" })
	void everyLanguageHasEveryText(String language) throws IOException {
		assertThat(load("_" + language).stringPropertyNames())
			.containsExactlyInAnyOrderElementsOf(load("").stringPropertyNames());
	}

	@Test
	void textWhenApplicationHasItThenTheApplications() {
		this.applicationMessages.addMessage(TIMEOUT, Locale.GERMAN, "Noch {0}");
		assertThat(this.messages.text(Locale.GERMAN, TIMEOUT, "1 h")).isEqualTo("Noch 1 h");
		assertThat(this.messages.text(Locale.ENGLISH, TIMEOUT, "1 h"))
			.isEqualTo("You will be logged out after 1 h without activity.");
	}

	@Test
	void textWhenApplicationAnswersWithTheKeyThenOurs() {
		this.applicationMessages.setUseCodeAsDefaultMessage(true);
		assertThat(this.messages.text(Locale.ENGLISH, "session-expiry.logged-in.title")).isEqualTo("Logged in");
	}

	@Test
	void textWhenApplicationFormatsEveryMessageThenNothingOfOursIsTakenForAPattern() {
		this.applicationMessages.setAlwaysUseMessageFormat(true);
		assertThat(this.messages.text(Locale.ENGLISH, TIMEOUT, "an hour's {rest}"))
			.isEqualTo("You will be logged out after an hour's {rest} without activity.");
	}

	@Test
	void textWhenLanguageIsNotOursThenEnglishWithItsNumbers() {
		assertThat(this.messages.text(Locale.forLanguageTag("fa-IR"), "session-expiry.duration.minutes", 30))
			.isEqualTo("30 minutes");
	}

	@ParameterizedTest
	@CsvSource(textBlock = """
			ar, ساعة واحدة, ساعتين, ٣ ساعات, ١١ ساعة
			de, 1 Stunde, 2 Stunden, 3 Stunden, 11 Stunden
			en, 1 hour, 2 hours, 3 hours, 11 hours
			es, 1 hora, 2 horas, 3 horas, 11 horas
			fr, 1 heure, 2 heures, 3 heures, 11 heures
			he, שעה אחת, שעתיים, 3 שעות, 11 שעות
			it, 1 ora, 2 ore, 3 ore, 11 ore
			ja, 1 時間, 2 時間, 3 時間, 11 時間
			nl, 1 uur, 2 uur, 3 uur, 11 uur
			pl, 1 godzinie, 2 godzinach, 3 godzinach, 11 godzinach
			pt, 1 hora, 2 horas, 3 horas, 11 horas
			zh, 1 小时, 2 小时, 3 小时, 11 小时
			""")
	void numbersGoWithTheirNouns(String language, String one, String two, String few, String many) {
		Locale locale = Locale.forLanguageTag(language);
		String key = "session-expiry.duration.hours";
		assertThat(this.messages.text(locale, key, 1)).isEqualTo(one);
		assertThat(this.messages.text(locale, key, 2)).isEqualTo(two);
		assertThat(this.messages.text(locale, key, 3)).isEqualTo(few);
		assertThat(this.messages.text(locale, key, 11)).isEqualTo(many);
	}

	private static Properties load(String suffix) throws IOException {
		return PropertiesLoaderUtils
			.loadProperties(new ClassPathResource("io/github/sessionexpiry/messages" + suffix + ".properties"));
	}

}
