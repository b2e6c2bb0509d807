package io.github.sessionexpiry.script;

import java.util.List;

import com.microsoft.playwright.Clock;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.WaitForSelectorState;
import com.microsoft.playwright.options.WaitUntilState;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.sessionexpiry.script.StubServer.Answer;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The time until the session ends, by a clock that the test sets.
 */
@Timeout(120)
class WatchIT {

	private static final String PATH = "/watched";

	private static final String USER = "data-user=\"alice\" data-expires-in=\"1800\" data-max-inactive=\"1800\"";

	private static final long MINUTE = 60_000;

	/** Whatever is under way has been answered, and heard. */
	private static final String SETTLED = """
			async () => {
				await Promise.allSettled(inFlight.splice(0));
				await new Promise((resolve) => {
					const { port1, port2 } = new MessageChannel();
					port1.onmessage = () => resolve();
					port2.postMessage(null);
				});
			}
			""";

	private static final String OBSERVE = """
			window.events = [];
			window.inFlight = [];
			const { fetch: native } = window;
			window.fetch = (...args) => {
				const response = native(...args);
				inFlight.push(response.then((answer) => answer.clone().text()));
				return response;
			};
			for (const name of ['warning', 'expired', 'restored']) {
				document.addEventListener(`session-expiry:${name}`,
						({ detail }) => events.push({ name, ...detail }));
			}
			""";

	/** Answers take no longer than this, by the clock of the test. */
	private static final long STEP = 20_000;

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

	private Clock clock;

	@BeforeEach
	void setUp() {
		this.server.logIn("alice");
		this.server.page(StubServer.LOGIN, "");
		this.browser.addInitScript(OBSERVE);
		this.clock = this.browser.stopClock();
	}

	@Test
	void warningThenTwoMinutesBeforeTheEndAndTheServerHasBeenAsked() {
		Page page = open(USER);

		pass(27 * MINUTE + 50_000);
		assertThat(warning(page)).isHidden();
		assertThat(requests()).isEmpty();
		left(120);
		pass(10_000);

		assertThat(warning(page)).containsText("You will be logged out soon");
		assertThat(page.locator("session-expiry [role=timer]")).hasText("2:00");
		assertThat(requests()).containsExactly("GET status");
		assertThat(page.evaluate("events.map(({ name }) => name)")).isEqualTo(List.of("warning"));
	}

	@Test
	void warningWhenSomethingElseHasExtendedTheSessionThenNone() {
		Page page = open(USER);

		left(1_500);
		pass(28 * MINUTE + 10_000);

		assertThat(requests()).containsExactly("GET status");
		assertThat(warning(page)).isHidden();
		left(120);
		pass(24 * MINUTE);
		warning(page).waitFor();
	}

	@Test
	void warningWhenServerSaysASecondMoreThenASecondLater() {
		Page page = open(USER);

		left(121);
		pass(28 * MINUTE + 500);
		page.waitForCondition(() -> requests().contains("GET status"));
		assertThat(warning(page)).isHidden();
		pass(3_000);

		warning(page).waitFor();
		assertThat(requests()).containsExactly("GET status");
	}

	@Test
	void staySignedInThenSessionIsExtendedAndPageHasItsFocus() {
		Page page = open(USER);
		page.locator("textarea").focus();
		warned(page);

		button(page, "Stay signed in").click();

		warning(page).waitFor(hidden());
		assertThat(page.locator("textarea")).isFocused();
		assertThat(requests()).containsExactly("GET status", "POST extend");
		pass(27 * MINUTE);
		assertThat(requests()).hasSize(2);
		assertThat(warning(page)).isHidden();
	}

	@Test
	void staySignedInWhenSessionIsGoneThenAskedToLogIn() {
		Page page = open(USER);
		warned(page);
		this.server.logOut();

		button(page, "Stay signed in").click();

		question(page, "Your session has expired");
		assertThat(warning(page)).isHidden();
	}

	@Test
	void staySignedInWhenServerIsOutOfReachThenSaysSoAndCanBeTriedAgain() {
		Page page = open(USER);
		warned(page);
		this.server.on(StubServer.EXTEND, Answer.status(503));

		button(page, "Stay signed in").click();
		assertThat(warning(page)).containsText("The server could not be reached");
		this.server.logIn("alice");
		button(page, "Stay signed in").click();

		warning(page).waitFor(hidden());
	}

	@Test
	void staySignedInWhenTimeIsLimitedThenSaysSoAndDoesNotAskAgain() {
		Page page = open(USER);
		warned(page);
		this.server.logIn("alice", 100, 100);

		button(page, "Stay signed in").click();
		assertThat(warning(page)).containsText("a login is valid for a limited time only");
		button(page, "Stay on this page").click();

		warning(page).waitFor(hidden());
		pass(60_000);
		assertThat(warning(page)).isHidden();
		this.server.logOut();
		pass(60_000);
		question(page, "Your session has expired");
	}

	@Test
	void escapeThenStaysSignedIn() {
		Page page = open(USER);
		warned(page);

		page.keyboard().press("Escape");

		warning(page).waitFor(hidden());
		assertThat(requests()).containsExactly("GET status", "POST extend");
	}

	@Test
	void nothingHappensThenAskedAtTheEndAndNothingIsLost() {
		Page page = open(USER);
		page.locator("textarea").fill("a long text");
		extendOnceForTheTyping();
		warned(page);
		this.server.logOut();

		pass(2 * MINUTE + 2_000);

		question(page, "Your session has expired");
		assertThat(page.locator("textarea")).hasValue("a long text");
		assertThat(requests()).containsExactly("POST extend", "GET status", "GET status");
		pass(60 * MINUTE);
		assertThat(requests()).hasSize(3);
		logInElsewhere(page);
		page.getByRole(AriaRole.DIALOG).waitFor(hidden());
		pass(1_000);
		assertThat(page.locator("textarea")).hasValue("a long text");
		page.waitForCondition(
				() -> page.evaluate("events.map(({ name }) => name).join()").equals("warning,expired,restored"));
	}

	@Test
	void sessionWhenItEndsAgainAfterALoginThenAskedAgain() {
		Page page = open(USER);
		this.server.logOut();
		pass(31 * MINUTE);
		question(page, "Your session has expired");
		logInElsewhere(page);
		page.getByRole(AriaRole.DIALOG).waitFor(hidden());
		pass(1_000);
		page.waitForCondition(() -> page.evaluate("events.map(({ name }) => name).join()").equals("expired,restored"));

		this.server.logOut();
		pass(31 * MINUTE);

		question(page, "Your session has expired");
	}

	@Test
	void questionWhenCancelledThenNotAskedAgainUntilSomethingIsSent() {
		Page page = open(USER);
		this.server.logOut();
		pass(31 * MINUTE);
		question(page, "Your session has expired");

		button(page, "Cancel").click();
		pass(60 * MINUTE);
		page.evaluate("() => { window.dispatchEvent(new Event('focus')); }");
		pass(1_000);
		assertThat(page.getByRole(AriaRole.DIALOG)).isHidden();
		page.evaluate("() => { fetch('/save'); }");

		page.getByRole(AriaRole.DIALOG).waitFor();
	}

	@Test
	void renewalWhenCancelledAfterAWhileThenStillWarned() {
		this.server.on("/api",
				Answer.json(403, "{}")
					.header("refresh_url", "/session-expiry/refresh")
					.header("Session-Expiry", "refresh_required"));
		this.server.page("/session-expiry/refresh", "<script src=\"/session-expiry/refresh-failed.js\"></script>");
		Page page = open(USER);
		page.evaluate("() => { window.answer = fetch('/api').then(({ status }) => status); }");
		question(page, "Please log in");

		pass(5 * MINUTE);
		button(page, "Cancel").click();
		assertThat(page.evaluate("answer")).isEqualTo(403);
		left(120);
		pass(23 * MINUTE);

		warning(page).waitFor();
	}

	@Test
	void hiddenPageThenNotWarnedAndAskedWhenTheUserComesBack() {
		Page page = open(USER);
		page.evaluate(SHOW, false);

		left(100);
		pass(28 * MINUTE + 20_000);
		assertThat(requests()).isEmpty();
		assertThat(warning(page)).isHidden();
		page.evaluate(SHOW, true);

		warning(page).waitFor();
		assertThat(requests()).containsExactly("GET status");
	}

	@Test
	void warningWhenPageIsHiddenThenGone() {
		Page page = open(USER);
		warned(page);

		page.evaluate(SHOW, false);

		warning(page).waitFor(hidden());
	}

	@Test
	void pageWhenNothingIsToldThenAskedOnce() {
		Page page = open("");
		page.waitForCondition(() -> requests().size() == 1);
		settle();

		left(110);
		pass(28 * MINUTE + 10_000);

		warning(page).waitFor();
		assertThat(requests()).containsExactly("GET status", "GET status");
	}

	@Test
	void pageWhenItIsNobodysThenNothingIsAskedAndNobodyIsWarned() {
		Page page = open("data-user");

		pass(60 * MINUTE);

		assertThat(requests()).isEmpty();
		assertThat(page.evaluate("events")).isEqualTo(List.of());
	}

	@ParameterizedTest
	@CsvSource({ "30s, 1769, 30", "5m, 1499, 300", "5s, 1779, 20", "1h, 899, 900" })
	void warningWhenTimeIsSetThenThenAndNeverLessThanTwentySeconds(String attribute, int before, int seconds) {
		Page page = open(USER + " data-warn=\"" + attribute + "\"");

		pass(before * 1_000L - 1_000);
		assertThat(requests()).isEmpty();
		assertThat(warning(page)).isHidden();
		left(seconds);
		pass(4_000);

		warning(page).waitFor();
	}

	@Test
	void warningWhenOffThenAskedAtTheEndOnly() {
		Page page = open(USER + " data-warn=\"off\"");

		pass(29 * MINUTE + 59_000);
		assertThat(requests()).isEmpty();
		this.server.logOut();
		pass(4_000);

		question(page, "Your session has expired");
		assertThat(requests()).containsExactly("GET status");
	}

	@Test
	void warningWhenPageTakesOverThenNoDialog() {
		Page page = open(USER);
		page.evaluate("() => document.addEventListener('session-expiry:warning', (event) => event.preventDefault())");

		left(110);
		pass(28 * MINUTE + 10_000);
		page.waitForCondition(() -> !page.evaluate("events").equals(List.of()));

		assertThat(warning(page)).isHidden();
	}

	@Test
	void eventModeThenPageIsToldAndNothingIsShown() {
		Page page = open(USER + " data-mode=\"event\"");

		left(110);
		pass(28 * MINUTE + 10_000);
		page.waitForCondition(() -> page.evaluate("events.map(({ name }) => name).join()").equals("warning"));
		this.server.logOut();
		pass(2 * MINUTE);

		page.waitForCondition(() -> page.evaluate("events.map(({ name }) => name).join()").equals("warning,expired"));
		assertThat(page.locator("session-expiry").count()).isZero();
	}

	@Test
	void redirectModeThenWarnedAndTakenToTheLogin() {
		Page page = open(USER + " data-mode=\"redirect\"");
		warned(page);
		this.server.logOut();

		this.clock.runFor(2 * MINUTE + 2_000);

		page.waitForCondition(() -> this.server.logins().size() == 1);
		assertThat(this.server.logins()).containsExactly(StubServer.LOGIN + "?continue=%2Fwatched");
	}

	@Test
	void logOutWhenPageHasAFormThenThatIsSubmitted() {
		this.server.page("/logout", "");
		Page page = open(USER, "<form method=\"post\" action=\"/logout\"><input name=\"_csrf\" value=\"t\"></form>");
		warned(page);

		button(page, "Log out").click();

		page.waitForURL("**/logout");
		assertThat(this.server.requests("/logout").get(0).body()).isEqualTo("_csrf=t");
	}

	@Test
	void logOutWhenPageSaysWhereThenPostedWithTheToken() {
		this.server.page("/sign-off", "");
		Page page = open(USER + " data-logout=\"/sign-off\"");
		warned(page);

		button(page, "Log out").click();

		page.waitForURL("**/sign-off");
		assertThat(this.server.requests("/sign-off").get(0).body()).isEqualTo("_csrf=new");
	}

	@Test
	void logOutWhenNobodyKnowsWhereThenNoButton() {
		Page page = open(USER);
		warned(page);

		assertThat(button(page, "Log out")).isHidden();
	}

	@Test
	void computerWhenItHasSleptThenKnownAtOnce() {
		Page page = open(USER);
		this.server.logOut();

		// The timers of a browser stand still meanwhile
		this.clock.setSystemTime(now(page) + 8 * 60 * MINUTE);
		page.evaluate("() => { window.dispatchEvent(new Event('focus')); }");

		question(page, "Your session has expired");
		assertThat(requests()).containsExactly("GET status");
	}

	@Test
	void computerWhenItHasSleptAndNobodyTouchesItThenKnownWithinAMinute() {
		Page page = open(USER);
		this.server.logOut();

		this.clock.setSystemTime(now(page) + 8 * 60 * MINUTE);
		pass(MINUTE);

		question(page, "Your session has expired");
	}

	@Test
	void tabWhenItWasFrozenAfterTheWarningThenAskedWhenTheUserComesBack() {
		this.browser.addInitScript("""
				window.isFrozen = false;
				window.put = [];
				const { setTimeout: native } = window;
				window.setTimeout = (run, ...args) => native(() => (isFrozen ? put.push(run) : run()), ...args);
				""");
		Page page = open(USER);
		warned(page);
		page.evaluate(SHOW, false);
		page.evaluate("() => { isFrozen = true; }");
		this.server.logOut();
		pass(3 * MINUTE);

		page.evaluate("() => { isFrozen = false; }");
		page.evaluate(SHOW, true);
		page.evaluate("() => put.splice(0).forEach((run) => run())");

		question(page, "Your session has expired");
		assertThat(requests()).containsExactly("GET status", "GET status");
	}

	@Test
	void staySignedInWhenAnotherUserHasLoggedInThenSaysSo() {
		Page page = open(USER);
		warned(page);
		this.server.logIn("bob");

		button(page, "Stay signed in").click();

		assertThat(page.getByText("Another user is logged in")).isVisible();
		settle();
		assertThat(warning(page)).containsText("Another user is logged in");
	}

	@Test
	void answerWhenItIsOlderThanWhatIsKnownThenItTellsNothing() {
		Page page = open(USER);

		page.evaluate("""
				() => {
					const channel = new BroadcastChannel('session-expiry');
					for (const [age, left] of [[0, 1800], [60_000, 90]]) {
						channel.postMessage({ type: 'session', at: Date.now() - age,
							session: { authenticated: true, expires_in: left } });
					}
				}
				""");
		left(90);
		pass(MINUTE);

		assertThat(warning(page)).isHidden();
		assertThat(requests()).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(longs = { -24 * 60 * MINUTE, 24 * 60 * MINUTE })
	void clockWhenItIsSetThenServerIsAskedAndNobodyElse(long difference) {
		Page page = open(USER);

		pass(5 * MINUTE);
		left(1_500);
		this.clock.setSystemTime(now(page) + difference);
		page.evaluate("() => { window.dispatchEvent(new Event('focus')); }");
		page.waitForCondition(() -> requests().size() == 1);
		pass(22 * MINUTE);

		assertThat(page.evaluate("events")).isEqualTo(List.of());
		left(110);
		pass(2 * MINUTE);
		warning(page).waitFor();
	}

	@Test
	void userWhenComingBackSoonThenNothingIsAsked() {
		Page page = open(USER);

		pass(4 * MINUTE);
		page.evaluate(SHOW, false);
		page.evaluate(SHOW, true);
		page.evaluate("() => { window.dispatchEvent(new Event('focus')); }");
		pass(1_000);

		assertThat(requests()).isEmpty();
	}

	@Test
	void userWhenComingBackToASessionThatWasEndedThenAskedBeforeTyping() {
		Page page = open(USER);
		page.evaluate(SHOW, false);
		pass(6 * MINUTE);
		this.server.logOut();

		page.evaluate(SHOW, true);

		question(page, "Your session has expired");
		assertThat(requests()).containsExactly("GET status");
	}

	@Test
	void pageWhenItComesBackFromTheCacheThenServerIsAsked() {
		this.server.page("/elsewhere", "");
		Page page = open(USER);
		page.evaluate("window.same = true");
		page.navigate(this.server.url("/elsewhere"));
		this.server.logOut();

		page.goBack(new Page.GoBackOptions().setWaitUntil(WaitUntilState.COMMIT));

		question(page, "Your session has expired");
		assertThat(page.evaluate("window.same")).isEqualTo(true);
		assertThat(requests()).containsExactly("GET status");
	}

	@Test
	void serverWhenOutOfReachThenNobodyIsWarnedOrAskedUntilItIsBack() {
		Page page = open(USER);
		this.server.on(StubServer.STATUS, Answer.status(503));

		pass(40 * MINUTE);
		assertThat(page.evaluate("events")).isEqualTo(List.of());
		this.server.logOut();
		page.evaluate("() => { window.dispatchEvent(new Event('online')); }");

		question(page, "Your session has expired");
	}

	@Test
	void serverWhenOutOfReachThenATabThatNobodySeesDoesNotTryAgain() {
		Page page = open(USER);
		this.server.on(StubServer.STATUS, Answer.status(503));
		page.evaluate(SHOW, false);

		pass(60 * MINUTE);
		assertThat(requests()).containsExactly("GET status");
		this.server.logOut();
		page.evaluate(SHOW, true);

		question(page, "Your session has expired");
		assertThat(requests()).hasSize(2);
	}

	@Test
	void countdownWhenClockIsSetAndServerIsOutOfReachThenAskedOnceInHalfAMinute() {
		Page page = open(USER);
		warned(page);
		this.server.on(StubServer.STATUS, Answer.status(503));
		this.clock.setSystemTime(now(page) - 60 * MINUTE);

		pass(20_000);

		assertThat(requests()).containsExactly("GET status", "GET status");
	}

	@Test
	void timersThenNoneMoreOftenThanOnceASecond() {
		this.browser.addInitScript("""
				window.delays = [];
				for (const name of ['setTimeout', 'setInterval']) {
					const native = window[name];
					window[name] = (run, delay, ...args) => {
						/session-expiry-(session|watch|login|dialog)/.test(new Error().stack) && delays.push(delay);
						return native(run, delay, ...args);
					};
				}
				""");
		Page page = open(USER);
		warned(page);
		page.evaluate("() => { delays.length = 0; }");

		pass(60_000);

		List<?> delays = (List<?>) page.evaluate("delays");
		assertThat(delays).hasSizeBetween(50, 65);
		assertThat((Integer) page.evaluate("Math.floor(Math.min(...delays))")).isGreaterThan(900);
	}

	private Page open(String attributes) {
		return open(attributes, "");
	}

	private Page open(String attributes, String body) {
		this.server.on(PATH, html(StubServer.script(attributes), body));
		return open();
	}

	/** Opened, with all of the script loaded. */
	private Page open() {
		Page page = this.browser.context().newPage();
		page.navigate(this.server.url(PATH));
		pass(1_000);
		page.waitForCondition(() -> !this.server.requests("/session-expiry/session-expiry-watch.js").isEmpty());
		page.evaluate("import('/session-expiry/session-expiry-login.js').then(() => true)");
		settle();
		return page;
	}

	private static Answer html(String head) {
		return html(head, "");
	}

	private static Answer html(String head, String body) {
		return Answer.status(200)
			.header("Content-Type", "text/html;charset=UTF-8")
			.body("<!doctype html><html lang=\"en\"><head><title>Page</title>" + head
					+ "</head><body><textarea></textarea>" + body + "</body></html>");
	}

	/** Lets time go by, and what it sets off be done. */
	private void pass(long milliseconds) {
		for (long left = milliseconds; left > 0; left -= STEP) {
			this.clock.runFor(Math.min(left, STEP));
			settle();
		}
	}

	private void settle() {
		for (Page page : this.browser.context().pages()) {
			page.evaluate(SETTLED);
		}
	}

	/** What the server says when it is asked. */
	private void left(int seconds) {
		this.server.logIn("alice", seconds, 1_800);
	}

	private void warned(Page page) {
		left(120);
		pass(28 * MINUTE);
		warning(page).waitFor();
		this.server.logIn("alice");
	}

	private void extendOnceForTheTyping() {
		pass(10_000);
		Page any = this.browser.context().pages().get(0);
		any.waitForCondition(() -> requests().equals(List.of("POST extend")));
	}

	private void logInElsewhere(Page page) {
		this.server.logIn("alice");
		page.evaluate("() => new BroadcastChannel('session-expiry').postMessage({ type: 'logged-in' })");
	}

	private static long now(Page page) {
		return ((Number) page.evaluate("Date.now()")).longValue();
	}

	/** Requests that the script has made by itself. */
	private List<String> requests() {
		return this.server.requests()
			.stream()
			.filter((request) -> request.path().equals(StubServer.STATUS) || request.path().equals(StubServer.EXTEND))
			.map((request) -> request.method() + request.path().replace("/session-expiry/", " "))
			.toList();
	}

	private static void question(Page page, String title) {
		page.getByRole(AriaRole.DIALOG, new Page.GetByRoleOptions().setName(title)).waitFor();
	}

	private static Locator warning(Page page) {
		return page.getByRole(AriaRole.ALERTDIALOG);
	}

	private static Locator button(Page page, String name) {
		return page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
	}

	private static Locator.WaitForOptions hidden() {
		return new Locator.WaitForOptions().setState(WaitForSelectorState.HIDDEN);
	}

}
