package io.github.sessionexpiry.script;

import java.util.List;

import com.microsoft.playwright.Clock;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The warning that counts down, by a clock that stands still unless a test moves it.
 */
@Timeout(30)
class DialogCountdownIT {

	@RegisterExtension
	final StubServer server = new StubServer();

	@RegisterExtension
	final BrowserExtension browser = new BrowserExtension();

	@Test
	void warnThenAlertWithNameAndTimeLeft() {
		Page page = open();

		warn(page, 120_000);

		Locator dialog = page.getByRole(AriaRole.ALERTDIALOG,
				new Page.GetByRoleOptions().setName("You will be logged out soon"));
		assertThat(dialog).hasAccessibleDescription(
				"You have not been active for a while. Do you need more time? Time left: 2 minutes");
		assertThat(timer(page)).hasText("2:00");
	}

	@Test
	void countdownThenGoesBySeconds() {
		Page page = open();
		warn(page, 61_500);
		assertThat(timer(page)).hasText("1:02");

		page.clock().runFor(500);
		assertThat(timer(page)).hasText("1:01");
		page.clock().runFor(999);
		assertThat(timer(page)).hasText("1:01");
		page.clock().runFor(1);
		assertThat(timer(page)).hasText("1:00");
		page.clock().runFor(90_000);
		assertThat(timer(page)).hasText("0:00");
	}

	@Test
	void countdownWhenTheMachineHasSleptThenTellsTheTimeAsItIs() {
		Page page = open();
		warn(page, 120_000);

		page.clock().fastForward(100_000);

		assertThat(timer(page)).hasText("0:20");
	}

	@Test
	void countdownThenSaidSparsely() {
		Page page = open();
		page.evaluate("log.length = 0");
		warn(page, 150_000);
		page.evaluate("""
				() => {
					const region = document.querySelector('session-expiry').shadowRoot.querySelector('#announcement');
					log.push(region.textContent);
					new MutationObserver(() => log.push(region.textContent)).observe(region, { childList: true });
				}
				""");

		page.clock().runFor(160_000);

		assertThat(page.evaluate("log")).isEqualTo(List.of("Time left: 2 minutes, 30 seconds", "Time left: 2 minutes",
				"Time left: 1 minute", "Time left: 30 seconds", "Time left: 10 seconds"));
	}

	@Test
	void countdownThenOneTimerASecondAndNoneAfterTheEnd() {
		Page page = open();
		countTimers(page);
		warn(page, 20_000);

		page.clock().runFor(300_000);

		assertThat(page.evaluate("timers")).isEqualTo(20);
	}

	@Test
	void countdownWhenNobodyCanSeeItThenNoTimer() {
		Page page = open();
		warn(page, 120_000);
		setHidden(page, true);
		countTimers(page);

		page.clock().runFor(60_000);
		assertThat(page.evaluate("timers")).isEqualTo(0);

		setHidden(page, false);
		assertThat(timer(page)).hasText("1:00");
		page.clock().runFor(1_000);
		assertThat(timer(page)).hasText("0:59");
	}

	@Test
	void countdownWhenClosedThenNoTimer() {
		Page page = open();
		warn(page, 120_000);
		page.evaluate("dialog.close()");
		countTimers(page);

		setHidden(page, false);
		page.clock().runFor(60_000);

		assertThat(page.evaluate("timers")).isEqualTo(0);
	}

	@Test
	void countdownWhenTheEndMovesThenGoesByTheNewOne() {
		Page page = open();
		warn(page, 30_000);

		warn(page, 90_000);
		page.clock().runFor(1_000);

		assertThat(timer(page)).hasText("1:29");
		assertThat(DialogPage.dialog(page)).hasCount(1);
	}

	@Test
	void countdownWhenTurnedIntoQuestionThenGone() {
		Page page = open();
		warn(page, 1_000);
		countTimers(page);

		page.evaluate(DialogPage.ASK);
		page.clock().runFor(10_000);

		assertThat(timer(page)).isHidden();
		assertThat(page.getByRole(AriaRole.DIALOG)).hasAccessibleName("Your session has expired");
		assertThat(page.evaluate("timers")).isEqualTo(0);
	}

	@ParameterizedTest
	@CsvSource({ "Stay signed in, extend", "Log out, logout" })
	void buttonWhenClickedThenToldAndDialogWaits(String button, String told) {
		Page page = open();
		warn(page, 120_000);

		DialogPage.button(page, button).click();

		assertThat(page.evaluate("log")).isEqualTo(List.of(told));
		assertThat(DialogPage.dialog(page)).isVisible();
	}

	@Test
	void escapeThenStaysSignedIn() {
		Page page = open();
		warn(page, 120_000);

		page.keyboard().press("Escape");

		assertThat(page.evaluate("log")).isEqualTo(List.of("extend"));
	}

	@Test
	void logOutWhenNotOfferedThenNoButton() {
		Page page = open();

		page.evaluate("dialog.warn({ left: until(performance.now() + 120_000), onExtend() {} })");

		assertThat(DialogPage.dialog(page).locator("button")).hasText(new String[] { "Stay signed in" });
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			de | Verbleibende Zeit: 1 Minute, 30 Sekunden
			pl | Pozostały czas: 1 minuta i 30 sekund
			ja | 残り時間：1 分 30 秒
			he | הזמן שנותר: 1 דקה, 30 שניות
			""")
	void countdownThenInTheLanguageOfThePage(String language, String text) {
		Page page = open();
		page.evaluate("(language) => document.documentElement.lang = language", language);

		warn(page, 90_000);

		assertThat(DialogPage.dialog(page).locator("#announcement")).hasText(text);
	}

	private static Locator timer(Page page) {
		return page.locator("session-expiry [role=timer]");
	}

	private static void warn(Page page, int milliseconds) {
		page.evaluate("""
				(milliseconds) => dialog.warn({
					left: until(performance.now() + milliseconds),
					onExtend: () => log.push('extend'),
					onLogout: () => log.push('logout'),
				})
				""", milliseconds);
	}

	private static void countTimers(Page page) {
		page.evaluate("""
				() => {
					window.timers = 0;
					const { setTimeout: native } = window;
					window.setTimeout = (...args) => (timers++, native(...args));
				}
				""");
	}

	private static void setHidden(Page page, boolean hidden) {
		page.evaluate("""
				(hidden) => {
					Object.defineProperty(document, 'hidden', { value: hidden, configurable: true });
					document.dispatchEvent(new Event('visibilitychange'));
				}
				""", hidden);
	}

	private Page open() {
		Page page = DialogPage.open(this.browser, this.server);
		page.clock().install(new Clock.InstallOptions().setTime(0));
		page.clock().pauseAt(1_000);
		return page;
	}

}
