package io.github.sessionexpiry.script;

import java.util.List;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.Media;
import com.microsoft.playwright.options.ReducedMotion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the dialog shows, what it tells, and what it does to the page around it: nothing.
 */
@Timeout(30)
class DialogIT {

	@RegisterExtension
	final StubServer server = new StubServer();

	@RegisterExtension
	final BrowserExtension browser = new BrowserExtension();

	@Test
	void askThenModalDialogWithNameAndDescription() {
		Page page = open();

		page.evaluate("dialog.ask({ changes: 1, loginUrl: '/log-in' })");

		Locator dialog = page.getByRole(AriaRole.DIALOG,
				new Page.GetByRoleOptions().setName("Your session has expired"));
		assertThat(dialog)
			.hasAccessibleDescription("Log in again and continue where you left off. The login opens in a "
					+ "small window, and this page stays as it is. 1 change is waiting. It will be sent as soon as you have "
					+ "logged in.");
		assertThat(dialog.evaluate("(element) => element.matches(':modal')")).isEqualTo(true);
		assertThat(page.evaluate("log")).isEqualTo(List.of());
	}

	@Test
	void logInWhenClickedThenToldInTheCallStackOfTheClick() {
		Page page = open();
		page.evaluate(DialogPage.ASK);

		Object log = DialogPage.button(page, "Log in").evaluate("(button) => (button.click(), log)");

		assertThat(log).isEqualTo(List.of("login"));
		assertThat(DialogPage.dialog(page)).isVisible();
	}

	@Test
	void cancelWhenClickedThenToldAndClosed() {
		Page page = open();
		page.evaluate(DialogPage.ASK);

		DialogPage.button(page, "Cancel").click();

		assertThat(DialogPage.dialog(page)).hasCount(0);
		assertThat(page.evaluate("log")).isEqualTo(List.of("cancel"));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			                 | Your session has expired
			session_expired  | Your session has expired
			login_required   | Please log in
			session_replaced | You have been logged out
			session_too_old  | Please log in again
			maintenance      | Your session has expired
			""")
	void askThenTitleByReason(String reason, String title) {
		Page page = open();

		page.evaluate("(reason) => dialog.ask({ changes: 0, reason: reason ?? undefined, loginUrl: '/log-in' })",
				reason);

		assertThat(DialogPage.dialog(page)).hasAccessibleName(title);
	}

	@Test
	void askWhenLoginWindowIsOpenThenOffersToShowItAgain() {
		Page page = open();
		page.evaluate("dialog.ask({ changes: 0, window: 'open', loginUrl: '/log-in' })");

		DialogPage.button(page, "Show login window").click();

		assertThat(DialogPage.dialog(page)).containsText("open in another window");
		assertThat(page.evaluate("log")).isEqualTo(List.of("login"));
	}

	@Test
	void askWhenLoginWindowIsBlockedThenLinks() {
		this.server.on("/log-in", StubServer.Answer.status(200).body("Login"));
		Page page = open();
		page.evaluate("dialog.ask({ changes: 0, window: 'blocked', loginUrl: '/log-in' })");

		Page tab = page.waitForPopup(() -> DialogPage.button(page, "Log in in a new tab").click());
		assertThat(tab).hasURL(this.server.url("/log-in"));
		assertThat(DialogPage.dialog(page)).isVisible();

		DialogPage.button(page, "Use this tab").click();
		assertThat(page).hasURL(this.server.url("/log-in"));
	}

	@Test
	void askWhenAskedAgainThenOnlyWhatHasChangedIsSet() {
		Page page = open();
		page.evaluate("dialog.ask({ changes: 1, loginUrl: '/log-in' })");
		page.evaluate("""
				() => {
					const { shadowRoot } = document.querySelector('session-expiry');
					window.live = [...shadowRoot.querySelectorAll('[role=status]')];
					new MutationObserver((records) => log.push(...records.map(({ target }) => target.id)))
						.observe(shadowRoot, { subtree: true, childList: true, characterData: true });
				}
				""");
		DialogPage.button(page, "Cancel").focus();

		page.evaluate("dialog.ask({ changes: 2, loginUrl: '/log-in' })");

		assertThat(DialogPage.dialog(page)).containsText("2 changes are waiting");
		assertThat(page.evaluate("live.every((region) => region.isConnected)")).isEqualTo(true);
		assertThat(page.evaluate("log")).isEqualTo(List.of("status"));
		assertThat(DialogPage.button(page, "Cancel")).isFocused();
	}

	@Test
	void askWhenAskedAgainWhileButtonIsPressedThenStillClicked() {
		Page page = open();
		page.evaluate(DialogPage.ASK);
		DialogPage.button(page, "Log in").hover();

		page.mouse().down();
		page.evaluate(DialogPage.ASK);
		page.mouse().up();

		assertThat(page.evaluate("log")).isEqualTo(List.of("login"));
	}

	@Test
	void askWhenLoginWindowIsBlockedThenFocusIsOnTheFirstLink() {
		Page page = open();
		page.evaluate(DialogPage.ASK);
		DialogPage.button(page, "Log in").focus();

		page.evaluate("dialog.ask({ changes: 0, window: 'blocked', loginUrl: '/log-in' })");

		assertThat(DialogPage.button(page, "Log in in a new tab")).isFocused();
	}

	@Test
	void askWhenWarnedBeforeThenNoButtonHasTheFocus() {
		Page page = open();
		page.evaluate("dialog.warn({ left: until(performance.now() + 60_000), onExtend() {} })");
		DialogPage.button(page, "Stay signed in").focus();

		page.evaluate(DialogPage.ASK);

		assertThat(page.locator("session-expiry .panel")).isFocused();
		page.keyboard().press("Space");
		assertThat(page.evaluate("log")).isEqualTo(List.of());
	}

	@Test
	void messageWhenUserHasChangedThenAlertThatIsDoneOnce() {
		Page page = open();
		page.evaluate("dialog.message('user-changed', { onClose: () => log.push('closed') })");
		Locator dialog = page.getByRole(AriaRole.ALERTDIALOG,
				new Page.GetByRoleOptions().setName("Another user is logged in"));
		assertThat(dialog).isVisible();

		DialogPage.button(page, "Reload page").click();

		assertThat(dialog).hasCount(0);
		assertThat(page.evaluate("log")).isEqualTo(List.of("closed"));
	}

	@Test
	void messageWhenLoginHasFailedThenLinkToLogin() {
		this.server.on("/log-in", StubServer.Answer.status(200).body("Login"));
		Page page = open();
		page.evaluate("dialog.message('failed', { loginUrl: '/log-in', onClose: () => log.push('closed') })");
		assertThat(page.getByRole(AriaRole.ALERTDIALOG)).hasAccessibleName("You are still not logged in");

		DialogPage.button(page, "Go to login page").click();

		assertThat(page).hasURL(this.server.url("/log-in"));
	}

	@Test
	void messageWhenLoginHasFailedThenUserMayStay() {
		Page page = open();
		page.evaluate("dialog.message('failed', { loginUrl: '/log-in', onClose: () => log.push('closed') })");

		DialogPage.button(page, "Stay on this page").click();

		assertThat(DialogPage.dialog(page)).hasCount(0);
		assertThat(page.evaluate("log")).isEqualTo(List.of("closed"));
	}

	@Test
	void noticeThenStatusThatTakesNoFocus() {
		Page page = open();
		Locator note = page.getByLabel("Note");
		note.focus();

		page.evaluate("dialog.notice()");

		assertThat(page.getByRole(AriaRole.STATUS)).containsText("You have been logged out.");
		assertThat(note).isFocused();
		note.pressSequentially("Still ");
		assertThat(note).hasValue("Still Tuesday");
		DialogPage.button(page, "Log in here").click();
		assertThat(page.evaluate("log")).isEqualTo(List.of("login"));
	}

	@Test
	void noticeWhenShownAgainThenOnce() {
		Page page = open();

		page.evaluate("dialog.notice()");
		page.evaluate("dialog.notice()");

		assertThat(page.getByRole(AriaRole.STATUS)).hasCount(1);
	}

	@Test
	void noticeWhenAskedThenDialogAndBack() {
		Page page = open();
		Locator notice = page.locator("session-expiry .notice");
		page.evaluate("dialog.notice()");
		assertThat(notice).isVisible();

		page.evaluate(DialogPage.ASK);
		assertThat(notice).hasCount(0);
		assertThat(DialogPage.dialog(page)).isVisible();

		page.evaluate("dialog.notice()");
		assertThat(notice).isVisible();
		assertThat(DialogPage.dialog(page)).hasCount(0);
		assertThat(page.evaluate("log")).isEqualTo(List.of());
	}

	@ParameterizedTest
	@ValueSource(strings = { DialogPage.ASK, "dialog.notice()", "dialog.message('failed', { loginUrl: '/' })",
			"dialog.warn({ left: until(performance.now() + 60_000), onExtend() {} })" })
	void closeThenNothingIsLeftInThePage(String show) {
		Page page = open();
		String remains = "[document.documentElement.outerHTML, document.adoptedStyleSheets.length].join()";
		Object before = page.evaluate(remains);
		page.evaluate(show);
		assertThat(page.evaluate(remains)).isNotEqualTo(before);

		page.evaluate("dialog.close()");

		assertThat(page.evaluate(remains)).isEqualTo(before);
	}

	@Test
	void closeWhenNothingIsShownThenNothing() {
		Page page = open();

		page.evaluate("dialog.close(), dialog.close()");

		assertThat(page.evaluate("log")).isEqualTo(List.of());
	}

	@Test
	void closeWhenAskedAgainAtOnceThenStaysOpen() {
		Page page = open();
		page.evaluate(DialogPage.ASK);

		page.evaluate("dialog.close(), " + DialogPage.ASK);

		// The close event of the first one comes later
		page.evaluate("new Promise((resolve) => setTimeout(resolve))");
		assertThat(DialogPage.dialog(page)).isVisible();
		assertThat(page.evaluate("log")).isEqualTo(List.of());
	}

	@Test
	void pageWhenItReplacesItsBodyThenDialogStays() {
		Page page = open();
		page.evaluate(DialogPage.ASK);

		page.evaluate("document.body.replaceWith(document.createElement('body'))");

		assertThat(DialogPage.dialog(page)).isVisible();
	}

	@Test
	void askWhenThePageHasRemovedTheDialogThenModalAgain() {
		Page page = open();
		page.evaluate(DialogPage.ASK);
		page.evaluate("document.querySelector('session-expiry').remove()");
		assertThat(DialogPage.dialog(page)).hasCount(0);

		page.evaluate(DialogPage.ASK);

		assertThat(DialogPage.dialog(page).evaluate("(element) => element.matches(':modal')")).isEqualTo(true);
		assertThat(page.evaluate("log")).isEqualTo(List.of());
	}

	@Test
	void pageWhenItsStylesAreHostileThenDialogLooksTheSame() {
		Page page = open();
		page.emulateMedia(new Page.EmulateMediaOptions().setReducedMotion(ReducedMotion.REDUCE));
		page.evaluate(DialogPage.ASK);
		byte[] expected = DialogPage.dialog(page).screenshot();
		page.evaluate("dialog.close()");

		page.evaluate(
				"""
						() => {
							const styles = new CSSStyleSheet();
							styles.replaceSync(`
								html { font-size: 5px; line-height: 3; letter-spacing: 1em; color: red; text-align: right; }
								* { display: none !important; direction: rtl !important; opacity: .1 !important;
							--accent: red; --surface: red; --text: red; }
								html, session-expiry { display: block !important; transform: scale(2); font-size: 5px !important; }
								dialog, button, h2, p { color: red !important; }
							`);
							document.adoptedStyleSheets = [styles];
						}
						""");
		page.evaluate(DialogPage.ASK);

		assertThat(DialogPage.dialog(page).screenshot()).isEqualTo(expected);
	}

	@Test
	void textsWhenVeryLongThenDialogFits() {
		Page page = DialogPage.open(this.browser, this.server, "en", "() => 'Donaudampfschifffahrt'.repeat(20)");
		page.setViewportSize(320, 640);

		page.evaluate(DialogPage.ASK);

		Object overflowing = DialogPage.dialog(page).evaluate("""
				(dialog) => [dialog, ...dialog.querySelectorAll('h2, p, button')]
					.filter((element) => element.scrollWidth > element.clientWidth && !element.matches('.announcement'))
					.map((element) => element.localName)
				""");
		assertThat(overflowing).isEqualTo(List.of());
		assertThat(DialogPage.dialog(page).boundingBox().width).isLessThanOrEqualTo(320);
	}

	@Test
	void dialogWhenOpenThenPageIsBlurred() {
		Page page = open();

		page.evaluate(DialogPage.ASK);

		assertThat(
				DialogPage.dialog(page).evaluate("(element) => getComputedStyle(element, '::backdrop').backdropFilter"))
			.isEqualTo("blur(10px)");
	}

	@Test
	void dialogWhenPrintedThenNotThere() {
		Page page = open();
		page.evaluate(DialogPage.ASK);
		assertThat(DialogPage.dialog(page)).isVisible();

		page.emulateMedia(new Page.EmulateMediaOptions().setMedia(Media.PRINT));

		assertThat(DialogPage.dialog(page)).isHidden();
	}

	@ParameterizedTest
	@CsvSource({ "NO_PREFERENCE, 2", "REDUCE, 0" })
	void dialogWhenMotionIsReducedThenDoesNotMove(ReducedMotion reducedMotion, int animations) {
		Page page = open();
		page.emulateMedia(new Page.EmulateMediaOptions().setReducedMotion(reducedMotion));

		Object running = page.evaluate(DialogPage.ASK
				+ ", document.querySelector('session-expiry').shadowRoot.getAnimations({ subtree: true }).length");

		assertThat(running).isEqualTo(animations);
	}

	@ParameterizedTest
	@CsvSource({ "'', LIGHT, light", "'', DARK, dark", "'color-scheme: light', DARK, light",
			"'color-scheme: dark', LIGHT, dark", "'color-scheme: light dark', DARK, dark",
			"'color-scheme: light dark', LIGHT, light", "--session-expiry-color-scheme: light, DARK, light" })
	void dialogThenAsLightOrDarkAsThePage(String style, ColorScheme preferred, String expected) {
		Page page = open();
		page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(preferred));
		page.evaluate("(style) => document.documentElement.style.cssText = style", style);

		page.evaluate(DialogPage.ASK);

		assertThat(DialogPage.dialog(page)).hasCSS("background-color",
				expected.equals("dark") ? "rgb(30, 34, 40)" : "rgb(255, 255, 255)");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			--session-expiry-accent-color     | button | background-color
			--session-expiry-on-accent-color  | button | color
			--session-expiry-background-color | dialog | background-color
			--session-expiry-color            | h2     | color
			--session-expiry-muted-color      | .text  | color
			--session-expiry-border-color     | button + button | border-top-color
			""")
	void customPropertyWhenSetThenUsed(String name, String selector, String property) {
		Page page = open();
		page.evaluate("(name) => document.documentElement.style.setProperty(name, 'rgb(1, 2, 3)')", name);

		page.evaluate(DialogPage.ASK);

		assertThat(page.locator("session-expiry " + selector).first()).hasCSS(property, "rgb(1, 2, 3)");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			--session-expiry-font-family   | serif | font-family            | dialog
			--session-expiry-border-radius | 0px   | border-top-left-radius | dialog
			--session-expiry-border-radius | 0px   | border-top-left-radius | button
			""")
	void customPropertyWhenNoColorThenUsed(String name, String value, String property, String selector) {
		Page page = open();
		page.evaluate("([name, value]) => document.documentElement.style.setProperty(name, value)",
				List.of(name, value));

		page.evaluate(DialogPage.ASK);

		assertThat(page.locator("session-expiry " + selector).first()).hasCSS(property, value);
	}

	private Page open() {
		return DialogPage.open(this.browser, this.server);
	}

}
