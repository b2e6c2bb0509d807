package io.github.sessionexpiry.script;

import java.util.List;
import java.util.Map;

import com.microsoft.playwright.ConsoleMessage;
import com.microsoft.playwright.Page;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The languages of the dialog, and texts of the page's own.
 */
@Timeout(30)
class DialogTextsIT {

	@RegisterExtension
	final StubServer server = new StubServer();

	@RegisterExtension
	final BrowserExtension browser = new BrowserExtension();

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			en         | Log in          | en         | ltr
			de         | Anmelden        | de         | ltr
			de-CH      | Anmelden        | de-CH      | ltr
			pt-BR      | Iniciar sessão  | pt-BR      | ltr
			pt_BR      | Iniciar sessão  | pt-BR      | ltr
			zh-Hant-TW | 登录             | zh-Hant-TW | ltr
			AR         | تسجيل الدخول     | ar         | rtl
			he         | התחברות         | he         | rtl
			iw         | התחברות         | he         | rtl
			tlh        | Log in          | en         | ltr
			fa         | Log in          | en         | ltr
			no tag     | Log in          | en         | ltr
			constructor | Log in         | en         | ltr
			''         | Log in          | en         | ltr
			""")
	void askThenInTheLanguageOfThePage(String language, String button, String locale, String direction) {
		Page page = DialogPage.open(this.browser, this.server, language, "undefined");

		page.evaluate(DialogPage.ASK);

		assertThat(DialogPage.dialog(page).locator("button").first()).hasText(button);
		assertThat(DialogPage.dialog(page)).hasAttribute("lang", locale);
		assertThat(DialogPage.dialog(page)).hasAttribute("dir", direction);
	}

	@Test
	void askWhenThePageHasChangedItsLanguageThenSoHasTheDialog() {
		Page page = DialogPage.open(this.browser, this.server, "en", "undefined");

		page.evaluate("document.documentElement.lang = 'de', " + DialogPage.ASK);

		assertThat(DialogPage.dialog(page)).hasAccessibleName("Ihre Sitzung ist abgelaufen");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			en | 1    | 1 change is waiting.
			en | 2    | 2 changes are waiting.
			en | 1234 | 1,234 changes are waiting.
			de | 1234 | 1.234 Änderungen warten.
			pl | 1    | 1 zmiana czeka.
			pl | 3    | 3 zmiany czekają.
			pl | 5    | 5 zmian czeka.
			he | 2    | שני שינויים ממתינים.
			ja | 1    | 1 件の変更が待機しています。
			""")
	void askThenNumberOfChanges(String language, int changes, String text) {
		Page page = DialogPage.open(this.browser, this.server, language, "undefined");

		page.evaluate("(changes) => dialog.ask({ changes, loginUrl: '/log-in' })", changes);

		assertThat(DialogPage.dialog(page)).containsText(text);
	}

	@Test
	void askWhenNothingIsToChangeThenNoNumber() {
		Page page = DialogPage.open(this.browser, this.server, "en", "undefined");

		page.evaluate(DialogPage.ASK);

		assertThat(DialogPage.dialog(page).locator("#status")).isEmpty();
	}

	@Test
	void textsWhenGivenThenReplaceOurs() {
		Page page = DialogPage.open(this.browser, this.server, "en",
				"{ 'log-in': 'Sign in', 'changes-other': '{count} notes, {unknown}' }");

		page.evaluate("dialog.ask({ changes: 2, loginUrl: '/log-in' })");

		assertThat(DialogPage.dialog(page).locator("button")).hasText(new String[] { "Sign in", "Cancel" });
		assertThat(DialogPage.dialog(page).locator("#status")).hasText("2 notes, {unknown}");
	}

	@Test
	void textsWhenForReasonOfTheApplicationThenShown() {
		Page page = DialogPage.open(this.browser, this.server, "en",
				"{ 'maintenance-title': 'We are back', 'maintenance-text': 'Please log in once more.' }");

		page.evaluate("dialog.ask({ changes: 0, reason: 'maintenance', loginUrl: '/log-in' })");

		assertThat(DialogPage.dialog(page)).hasAccessibleName("We are back");
		assertThat(DialogPage.dialog(page)).hasAccessibleDescription("Please log in once more.");
	}

	@Test
	void textsWhenFunctionThenAskedWithValues() {
		Page page = DialogPage.open(this.browser, this.server, "en",
				"(key, { count }) => key === 'changes-other' ? 'notes: ' + count : undefined");

		page.evaluate("dialog.ask({ changes: 2, loginUrl: '/log-in' })");

		assertThat(DialogPage.dialog(page).locator("#status")).hasText("notes: 2");
		assertThat(DialogPage.dialog(page)).hasAccessibleName("Your session has expired");
	}

	@ParameterizedTest
	@ValueSource(strings = { "() => 42", "() => { throw new Error(); }", "{ 'log-in': null }" })
	void textsWhenOfNoUseThenOurs(String texts) {
		Page page = DialogPage.open(this.browser, this.server, "en", texts);

		page.evaluate(DialogPage.ASK);

		assertThat(DialogPage.dialog(page).locator("button")).hasText(new String[] { "Log in", "Cancel" });
	}

	@Test
	void textsWhenMarkupThenText() {
		Page page = DialogPage.open(this.browser, this.server, "en", "{ 'log-in': '<b>Go</b>' }");

		page.evaluate(DialogPage.ASK);

		assertThat(DialogPage.dialog(page).locator("button").first()).hasText("<b>Go</b>");
		assertThat(page.evaluate("violations")).isEqualTo(List.of());
	}

	@Test
	void textsThenCompleteInEachLanguage() {
		Page page = DialogPage.open(this.browser, this.server, "en", "undefined");

		Object problems = page.evaluate("""
				async () => {
					const { texts } = await import('/session-expiry/session-expiry-texts.js');
					const isPlural = (key) => key.startsWith('changes-');
					const placeholders = (text) => (text.match(/\\{\\w+\\}/g) ?? []).join();
					const problems = [];
					for (const [language, own] of Object.entries(texts)) {
						const { pluralCategories } = new Intl.PluralRules(language).resolvedOptions();
						const expected = [...Object.keys(texts.en).filter((key) => !isPlural(key)),
							...pluralCategories.map((category) => `changes-${category}`)];
						const differs = expected.sort().join() !== Object.keys(own).sort().join();
						const expectedIn = (key) => placeholders(texts.en[isPlural(key) ? 'changes-other' : key]);
						const isFilled = (key, text) => placeholders(text) === expectedIn(key)
							|| (/^changes-(zero|one|two)$/.test(key) && placeholders(text) === '');
						const broken = Object.entries(own)
							.filter(([key, text]) => text === '' || text !== text.trim() || !isFilled(key, text));
						problems.push(...(differs ? [language] : []), ...broken.map(([key]) => `${language} ${key}`));
					}
					return { problems, languages: Object.keys(texts).sort().join(' ') };
				}
				""");

		assertThat(problems)
			.isEqualTo(Map.of("problems", List.of(), "languages", "ar de en es fr he it ja nl pl pt zh"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "en", "de", "fr", "es", "it", "pt", "nl", "pl", "ja", "zh", "ar", "he" })
	void textsThenEachIsUsed(String language) {
		Page page = DialogPage.open(this.browser, this.server, language,
				"(key) => void (globalThis.asked ??= new Set()).add(key)");

		Object unused = page.evaluate("""
				async () => {
					const { texts } = await import('/session-expiry/session-expiry-texts.js');
					for (const reason of ['session_expired', 'login_required', 'session_replaced', 'session_too_old',
							'session_ended_elsewhere', 'logged_out']) {
						dialog.ask({ changes: 1, reason, loginUrl: '/' });
					}
					dialog.ask({ changes: 0, window: 'open', loginUrl: '/' });
					dialog.ask({ changes: 0, window: 'blocked', loginUrl: '/' });
					dialog.message('failed', { loginUrl: '/' });
					dialog.message('user-changed', {});
					const left = until(performance.now() + 60_000);
					dialog.warn({ left, failed: true, onExtend() {}, onLogout() {} });
					dialog.warn({ left, final: true, onExtend() {} });
					dialog.notice();
					while (!asked.has('notice-text')) {
						await new Promise((resolve) => setTimeout(resolve));
					}
					return Object.keys(texts[document.documentElement.lang])
						.filter((key) => !key.startsWith('changes-') && !asked.has(key));
				}
				""");

		assertThat(unused).isEqualTo(List.of());
	}

	@Test
	void textsWhenFunctionFailsThenSaidInTheConsole() {
		Page page = DialogPage.open(this.browser, this.server, "en", "() => { throw new Error('no such text'); }");

		ConsoleMessage message = page.waitForConsoleMessage(() -> page.evaluate(DialogPage.ASK));

		assertThat(message.type()).isEqualTo("warning");
		assertThat(message.text()).contains("session-expiry", "no such text");
	}

}
