package io.github.sessionexpiry.script;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import com.microsoft.playwright.ConsoleMessage;
import com.microsoft.playwright.Page;
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
	void namesWhenConfiguredThenRecognised(String path) throws IOException {
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
	void namesWhenConfiguredThenDefaultsAreUntouched() throws IOException {
		this.server.configure(CONFIGURED);
		Page page = this.browser.open(this.server.url(StubServer.PAGE));

		assertThat(page.evaluate("async () => (await fetch('/expired')).status")).isEqualTo(403);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "data-mode=\"redirect\"" })
	void modeWhenKnownThenNoWarning(String attribute) {
		assertThat(warnings(attribute)).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "data-mode=\"dialogue\"", "data-mode", "data-mode=\"Redirect\"" })
	void modeWhenUnknownThenOneWarningAndDefault(String attribute) {
		assertThat(warnings(attribute)).singleElement()
			.satisfies((text) -> assertThat(text).contains("data-mode", "Allowed values: redirect"));
	}

	private List<String> warnings(String attribute) {
		this.server.page("/mode", "<script " + attribute + " src=\"" + StubServer.SCRIPT + "\"></script>");
		Page page = this.browser.open(this.server.url(StubServer.PLAIN_PAGE));
		List<ConsoleMessage> messages = new ArrayList<>();
		page.onConsoleMessage(messages::add);
		page.navigate(this.server.url("/mode"));
		page.evaluate("() => void fetch('/expired')");
		page.waitForCondition(() -> !this.server.logins().isEmpty());
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
