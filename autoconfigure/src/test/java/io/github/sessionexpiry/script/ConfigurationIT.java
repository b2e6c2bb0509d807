package io.github.sessionexpiry.script;

import java.util.ArrayList;
import java.util.List;

import com.microsoft.playwright.ConsoleMessage;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.sessionexpiry.script.StubServer.Answer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Names that the application has configured, and the attributes of the tag.
 */
@Timeout(30)
class ConfigurationIT {

	private static final String CONFIGURED = "{ status: 401, loginUrlHeader: 'X-Login', loginPageHeader: 'X-Page', "
			+ "sentinel: 'Anmelden, bitte \\u00fc' }";

	@RegisterExtension
	final StubServer server = new StubServer();

	@RegisterExtension
	final BrowserExtension browser = new BrowserExtension();

	@ParameterizedTest
	@ValueSource(strings = { "/header", "/sentinel", "/data" })
	void namesWhenConfiguredThenRecognised(String path) {
		this.server.configure(CONFIGURED);
		configuredAnswers();
		Page page = this.browser.open(this.server.url(StubServer.PAGE));

		page.evaluate("(path) => void fetch(path)", path);

		page.waitForCondition(() -> !this.server.logins().isEmpty());
	}

	@ParameterizedTest
	@CsvSource({ "/header, 401", "/sentinel, 401", "/data, 200" })
	void namesWhenNotConfiguredThenUntouched(String path, int status) {
		configuredAnswers();
		Page page = this.browser.open(this.server.url(StubServer.PAGE));

		assertThat(page.evaluate("async (path) => (await fetch(path)).status", path)).isEqualTo(status);
		assertThat(this.server.logins()).isEmpty();
	}

	@Test
	void namesWhenConfiguredThenDefaultsAreUntouched() {
		this.server.configure(CONFIGURED);
		Page page = this.browser.open(this.server.url(StubServer.PAGE));

		assertThat(page.evaluate("async () => (await fetch('/expired')).status")).isEqualTo(403);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "data-mode=\"dialog\"", "data-mode=\"redirect\"", "data-mode=\"event\"",
			"data-replay=\"safe\"", "data-max-hold=\"90s\"", "data-max-body=\"0\"" })
	void attributeWhenKnownThenNoWarning(String attribute) {
		assertThat(warnings(attribute)).isEmpty();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					data-mode="dialogue"  | unknown data-mode "dialogue", using "dialog". Allowed values: dialog, redirect, event
					data-mode             | unknown data-mode "", using "dialog". Allowed values: dialog, redirect, event
					data-mode="Redirect"  | unknown data-mode "Redirect", using "dialog". Allowed values: dialog, redirect, event
					data-replay="get"     | unknown data-replay "get", using "all". Allowed values: all, safe, none
					data-max-hold="15"    | unknown data-max-hold "15", using "15m". Allowed values: such as 90s, 15m, 1h
					data-max-body="1MB"   | unknown data-max-body "1MB", using "1048576". Allowed values: a number of bytes
					""")
	void attributeWhenUnknownThenOneWarningAndDefault(String attribute, String warning) {
		assertThat(warnings(attribute)).singleElement().satisfies((text) -> assertThat(text).endsWith(warning));
	}

	@Test
	void modeWhenUnknownThenDialog() {
		this.server.page("/mode", StubServer.script("data-mode=\"dialogue\""));
		Page page = this.browser.open(this.server.url("/mode"));

		page.evaluate("() => void fetch('/expired')");

		page.getByRole(AriaRole.DIALOG).waitFor();
		assertThat(this.server.logins()).isEmpty();
	}

	private List<String> warnings(String attribute) {
		this.server.page("/attribute", StubServer.script(attribute));
		Page page = this.browser.open(this.server.url(StubServer.PLAIN_PAGE));
		List<ConsoleMessage> messages = new ArrayList<>();
		page.onConsoleMessage(messages::add);
		page.navigate(this.server.url("/attribute"));
		page.evaluate(
				"import('/session-expiry/session-expiry-login.js').then(() => sessionExpiry.status()).then(() => true)");
		return messages.stream()
			.filter((message) -> message.type().equals("warning"))
			.map(ConsoleMessage::text)
			.toList();
	}

	private void configuredAnswers() {
		this.server.on("/header", Answer.status(401).header("X-Login", StubServer.LOGIN));
		this.server.on("/sentinel",
				Answer.status(401).header("Content-Type", "text/plain;charset=UTF-8").body("Anmelden, bitte \u00fc"));
		this.server.on("/data", Answer.redirect("/form"));
		this.server.on("/form", Answer.status(200).header("X-Page", "1"));
	}

}
