package io.github.sessionexpiry.script;

import java.util.List;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.WaitForSelectorState;
import com.microsoft.playwright.options.WaitUntilState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * One login for all tabs, and one tab that asks for it.
 */
@Timeout(60)
class TabsIT {

	private static final String SAVE = """
			(url) => {
				window.answer = fetch(url, { method: 'POST' }).then(({ status }) => status);
			}
			""";

	/** What the browser does when the user goes to another tab, or comes back. */
	private static final String SHOW = """
			(visible) => {
				Object.defineProperty(document, 'hidden', { value: !visible, configurable: true });
				document.dispatchEvent(new Event('visibilitychange'));
			}
			""";

	@RegisterExtension
	final StubServer server = new StubServer();

	@RegisterExtension
	final BrowserExtension browser = new BrowserExtension();

	@Test
	void twoTabsWhenBothNeedALoginThenOneAsksAndOneLoginServesBoth() {
		Page first = openTab();
		Page second = openTab();
		this.server.logOut();

		first.evaluate(SAVE, "/save?first");
		dialog(first).waitFor();
		second.evaluate(SAVE, "/save?second");
		notice(second).waitFor();

		assertThat(dialog(second).count()).isZero();
		this.server.logIn("alice");
		first.evaluate("sessionExpiry.status().then(() => true)");
		assertThat(first.evaluate("answer")).isEqualTo(200);
		assertThat(second.evaluate("answer")).isEqualTo(200);
		dialog(first).waitFor(hidden());
		notice(second).waitFor(hidden());
		assertThat(this.server.requests(StubServer.SAVE)).extracting(StubServer.Received::target)
			.containsExactlyInAnyOrder("/save?first", "/save?first", "/save?second", "/save?second");
	}

	@Test
	void twoTabsWhenUserLooksAtTheOtherThenThatOneAsks() {
		Page first = openTab();
		Page second = openTab();
		this.server.logOut();
		first.evaluate(SAVE, "/save?first");
		dialog(first).waitFor();
		second.evaluate(SAVE, "/save?second");
		notice(second).waitFor();

		second.evaluate("() => { window.dispatchEvent(new Event('focus')); }");

		dialog(second).waitFor();
		notice(first).waitFor();
		dialog(first).waitFor(hidden());
		notice(second).waitFor(hidden());
	}

	@Test
	void twoTabsWhenOneIsClosedThenTheOtherAsks() {
		Page first = openTab();
		Page second = openTab();
		this.server.logOut();
		first.evaluate(SAVE, "/save?first");
		dialog(first).waitFor();
		second.evaluate(SAVE, "/save?second");
		notice(second).waitFor();

		first.close();

		dialog(second).waitFor();
	}

	@Test
	void twoTabsWhenUserCancelsInOneThenTheOtherAsks() {
		Page first = openTab();
		Page second = openTab();
		this.server.logOut();
		first.evaluate(SAVE, "/save?first");
		dialog(first).waitFor();
		second.evaluate(SAVE, "/save?second");
		notice(second).waitFor();

		first.keyboard().press("Escape");

		assertThat(first.evaluate("answer")).isEqualTo(403);
		dialog(second).waitFor();
	}

	@Test
	void tabWhenHiddenThenAsksWhenTheUserComes() {
		Page page = openTab();
		page.evaluate(SHOW, false);
		this.server.logOut();

		page.evaluate(SAVE, "/save");
		notice(page).waitFor();
		assertThat(dialog(page).count()).isZero();
		page.evaluate(SHOW, true);

		dialog(page).waitFor();
	}

	@Test
	void tabWhenNeverSeenBeforeTheSessionEndedThenChangesAreNotSent() {
		this.browser.addInitScript("Object.defineProperty(document, 'hidden', { value: true, configurable: true });");
		Page page = this.browser.open(this.server.url(StubServer.DIALOG_PAGE));
		page.evaluate("""
				() => {
					window.answers = [fetch('/save'), fetch('/save', { method: 'POST' })];
				}
				""");
		notice(page).waitFor();

		this.server.logIn("alice");
		page.evaluate(SHOW, true);

		assertThat(page.evaluate("Promise.all(answers).then((all) => all.map(({ status }) => status))"))
			.isEqualTo(List.of(200, 403));
	}

	@Test
	void pageWhenItComesBackFromTheCacheThenGoesOnAsking() {
		this.server.page("/elsewhere", "");
		Page page = openTab();
		this.server.logOut();
		page.evaluate(SAVE, "/save");
		dialog(page).waitFor();

		page.navigate(this.server.url("/elsewhere"));
		page.goBack(new Page.GoBackOptions().setWaitUntil(WaitUntilState.COMMIT));

		dialog(page).waitFor();
		this.server.logIn("alice");
		page.evaluate("sessionExpiry.status().then(() => true)");
		assertThat(page.evaluate("answer")).isEqualTo(200);
	}

	@Test
	void pageWhenItComesBackFromTheCacheAfterALoginThenRequestsAreSent() {
		this.server.page("/elsewhere", "");
		Page page = openTab();
		this.server.logOut();
		page.evaluate(SAVE, "/save");
		dialog(page).waitFor();

		page.navigate(this.server.url("/elsewhere"));
		this.server.logIn("alice");
		page.goBack(new Page.GoBackOptions().setWaitUntil(WaitUntilState.COMMIT));

		page.waitForCondition(() -> (Boolean) page.evaluate("'answer' in window"));
		assertThat(page.evaluate("answer")).isEqualTo(200);
	}

	@Test
	void insecureOriginWhenThereAreNoLocksThenAskedNevertheless() {
		Page page = this.browser.open(this.server.url("app.test", StubServer.DIALOG_PAGE));

		page.evaluate(SAVE, "/save");
		dialog(page).waitFor();

		assertThat(page.evaluate("navigator.locks")).isNull();
		this.server.logIn("alice");
		page.evaluate("sessionExpiry.status().then(() => true)");
		assertThat(page.evaluate("answer")).isEqualTo(200);
		assertThat(this.server.requests(StubServer.SAVE)).extracting((request) -> request.header("X-Requested-With"))
			.containsExactly("XMLHttpRequest", "XMLHttpRequest");
	}

	private Page openTab() {
		this.server.logIn("alice");
		Page page = this.browser.open(this.server.url(StubServer.DIALOG_PAGE));
		page.evaluate("sessionExpiry.status().then(() => true)");
		return page;
	}

	private static Locator dialog(Page page) {
		return page.getByRole(AriaRole.DIALOG);
	}

	private static Locator notice(Page page) {
		return page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Log in here"));
	}

	private static Locator.WaitForOptions hidden() {
		return new Locator.WaitForOptions().setState(WaitForSelectorState.HIDDEN);
	}

}
