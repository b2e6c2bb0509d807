package io.github.sessionexpiry.script;

import java.util.List;
import java.util.stream.IntStream;

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
	void pageWhenItComesBackFromTheCacheThenHearsTheOthers() {
		this.server.page("/elsewhere", "");
		Page page = openTab();
		page.evaluate("window.same = true");
		page.navigate(this.server.url("/elsewhere"));
		page.goBack(new Page.GoBackOptions().setWaitUntil(WaitUntilState.COMMIT));
		page.waitForFunction("window.same");
		page.evaluate("sessionExpiry.status().then(() => true)");
		this.server.logIn("bob");

		this.browser.open(this.server.url(StubServer.DIALOG_PAGE));

		page.getByRole(AriaRole.ALERTDIALOG, new Page.GetByRoleOptions().setName("Another user is logged in"))
			.waitFor();
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

	@Test
	void tabsWhenOneExtendsThenWarningIsGoneInAll() {
		Page first = openWarned();
		Page second = this.browser.open(first.url());
		warning(first).waitFor();
		warning(second).waitFor();

		this.server.logIn("alice");
		second.getByText("Stay signed in").click();

		warning(second).waitFor(hidden());
		warning(first).waitFor(hidden());
		assertThat(this.server.requests(StubServer.EXTEND)).hasSize(1);
	}

	@Test
	void tabsWhenOneLogsOutThenTheOthersShowItAndOneHasAsked() {
		this.server.page("/logout", "");
		List<Page> others = List.of(openTab(), openTab(), openTab());
		Page page = this.browser.open(this.server.url(StubServer.DIALOG_PAGE));
		page.evaluate("sessionExpiry.status().then(() => true)");
		int before = this.server.requests(StubServer.STATUS).size();
		this.server.logOut();

		page.evaluate("""
				() => {
					const form = Object.assign(document.createElement('form'), { method: 'post', action: '/logout' });
					document.body.append(form);
					form.requestSubmit();
				}
				""");

		others.forEach((other) -> other.getByText("You have been logged out").first().waitFor());
		assertThat(others.stream().filter((other) -> dialog(other).isVisible())).hasSize(1);
		assertThat(this.server.requests(StubServer.STATUS)).hasSize(before + 1);
	}

	@Test
	void tabsWhenTheLoginPageIsOpenedAfterTheEndThenTheOthersSayThatTheSessionHasExpired() {
		this.server.page("/sign-in", StubServer.script("data-user=\"\""));
		Page page = openTab();
		this.server.logOut();

		this.browser.open(this.server.url("/sign-in"));

		page.getByText("Your session has expired").waitFor();
	}

	@Test
	void tabsWhenTheLoginPageIsOpenedAndTheSessionGoesOnThenNothing() {
		this.server.page("/sign-in", StubServer.script("data-user=\"\""));
		Page page = openTab();
		int before = this.server.requests(StubServer.STATUS).size();

		Page other = this.browser.open(this.server.url("/sign-in"));

		page.waitForCondition(() -> this.server.requests(StubServer.STATUS).size() > before);
		page.evaluate("sessionExpiry.status().then(() => true)");
		assertThat(page.locator("session-expiry").count()).isZero();
		assertThat(other.locator("session-expiry").count()).isZero();
	}

	@Test
	void tabWhenItsOwnScriptLogsOutThenItIsNotAskedAndTheOthersAre() {
		this.server.on("/logout", StubServer.Answer.status(204));
		Page other = openTab();
		Page page = openTab();
		this.server.logOut();

		page.evaluate("fetch('/logout', { method: 'POST' }).then(() => true)");

		dialog(other).waitFor();
		assertThat(page.locator("session-expiry").count()).isZero();
	}

	@Test
	void tabsWhenAnotherUserLogsInThenTheOthersSaySo() {
		Page page = openTab();
		this.server.logIn("bob");

		Page other = this.browser.open(this.server.url(StubServer.DIALOG_PAGE));

		page.getByRole(AriaRole.ALERTDIALOG, new Page.GetByRoleOptions().setName("Another user is logged in"))
			.waitFor();
		assertThat(other.locator("session-expiry").count()).isZero();
	}

	@Test
	void tabsWhenTheSameUserOpensAnotherThenNothing() {
		Page page = openTab();

		Page other = openTab();

		assertThat(page.locator("session-expiry").count()).isZero();
		assertThat(other.locator("session-expiry").count()).isZero();
	}

	@Test
	void tabWhenAnotherStandsStillWhileItAsksThenItDoesNotWaitForever() {
		Page other = openTab();
		Page page = this.browser.context().newPage();
		page.clock().install();
		page.navigate(this.server.url(StubServer.DIALOG_PAGE));
		page.evaluate("sessionExpiry.status().then(() => true)");
		other.evaluate("""
				() => {
					navigator.locks.request('session-expiry-status /session-expiry/', () => new Promise(() => {}));
				}
				""");
		this.server.logOut();

		page.evaluate(SAVE, "/save");
		other.waitForFunction("() => navigator.locks.query().then(({ pending }) => pending.length > 0)");
		assertThat(dialog(page).count()).isZero();
		page.clock().fastForward(21_000);

		dialog(page).waitFor();
	}

	@Test
	void tabsWhenOfTwoApplicationsOfTheOriginThenNeitherKnowsOfTheOther() {
		this.server.on("/other/session-expiry/status", StubServer.Answer.json(200,
				"{\"authenticated\":true,\"expires_in\":20,\"max_inactive\":1800,\"user\":\"somebody\"}"));
		Page page = openTab();
		this.server.page("/other", StubServer.script("data-base=\"/other/session-expiry\""));

		Page other = this.browser.open(this.server.url("/other"));

		warning(other).waitFor();
		page.evaluate("sessionExpiry.status().then(() => true)");
		assertThat(page.locator("session-expiry").count()).isZero();
		assertThat(warning(other).isVisible()).isTrue();
	}

	@Test
	void fiftyTabsThenNoMoreRequestsThanOfOne() {
		this.server.logIn("alice");
		this.server.page("/watched",
				StubServer.script("data-user=\"alice\" data-expires-in=\"1800\" data-max-inactive=\"1800\""));
		List<Page> tabs = IntStream.range(0, 50).mapToObj((i) -> openWatched()).toList();
		assertThat(this.server.requests(StubServer.STATUS)).isEmpty();

		this.server.logIn("alice", 20, 1800);
		tabs.get(0).evaluate("sessionExpiry.status().then(() => true)");
		tabs.forEach((tab) -> warning(tab).waitFor());
		this.server.logIn("alice", 21, 1800);
		tabs.get(7).getByText("Stay signed in").click();
		tabs.forEach((tab) -> warning(tab).waitFor(hidden()));
		assertThat(this.server.requests(StubServer.STATUS)).hasSize(1);
		assertThat(this.server.requests(StubServer.EXTEND)).hasSize(1);

		tabs.get(9).evaluate("sessionExpiry.status().then(() => true)");
		this.server.logOut();
		tabs.forEach((tab) -> tab.locator("session-expiry")
			.getByText("Your session has expired")
			.or(tab.getByText("You have been logged out"))
			.first()
			.waitFor(new Locator.WaitForOptions().setTimeout(40_000)));
		assertThat(tabs.stream().filter((tab) -> dialog(tab).isVisible())).hasSize(1);
		assertThat(this.server.requests(StubServer.STATUS)).hasSize(3);

		this.server.logIn("alice");
		tabs.get(3)
			.evaluate(
					"() => new BroadcastChannel('session-expiry').postMessage({ type: 'logged-in', at: Date.now() })");
		tabs.forEach((tab) -> dialog(tab).waitFor(hidden()));
		assertThat(this.server.requests(StubServer.STATUS)).hasSize(4);
		assertThat(this.server.requests(StubServer.EXTEND)).hasSize(2);
	}

	/** Opened, with all of the script loaded. */
	private Page openWatched() {
		Page page = this.browser.open(this.server.url("/watched"));
		page.waitForFunction(
				"() => performance.getEntriesByType('resource').some(({ name }) => name.includes('-watch.js'))");
		page.evaluate("import('/session-expiry/session-expiry-login.js').then(() => true)");
		return page;
	}

	private Page openWarned() {
		this.server.logIn("alice", 20, 1800);
		this.server.page("/warned",
				StubServer.script("data-user=\"alice\" data-expires-in=\"21\" data-max-inactive=\"1800\""));
		return this.browser.open(this.server.url("/warned"));
	}

	private static Locator warning(Page page) {
		return page.getByRole(AriaRole.ALERTDIALOG, new Page.GetByRoleOptions().setName("You will be logged out soon"));
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
