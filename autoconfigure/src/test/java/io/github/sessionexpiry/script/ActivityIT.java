package io.github.sessionexpiry.script;

import java.util.List;

import com.microsoft.playwright.Clock;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is a sign of somebody being there, and what is not.
 */
@Timeout(60)
class ActivityIT {

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
			window.inFlight = [];
			const { fetch: native } = window;
			window.fetch = (...args) => {
				const response = native(...args);
				inFlight.push(response.then((answer) => answer.clone().text()));
				return response;
			};
			""";

	@RegisterExtension
	final StubServer server = new StubServer();

	@RegisterExtension
	final BrowserExtension browser = new BrowserExtension();

	private Clock clock;

	@BeforeEach
	void setUp() {
		this.server.logIn("alice");
		this.browser.addInitScript(OBSERVE);
		this.clock = this.browser.stopClock();
	}

	@Test
	void typingThenSessionIsExtendedOnceAMinute() {
		Page page = open(USER);

		for (int i = 0; i < 40; i++) {
			page.keyboard().type("a ");
			pass(page, 15_000);
		}

		assertThat(extensions()).isBetween(9, 11);
		assertThat(page.getByRole(AriaRole.ALERTDIALOG).count()).isZero();
	}

	@Test
	void typingWhenSessionIsShortThenExtendedBeforeTheWarning() {
		String session = "{\"authenticated\":true,\"expires_in\":100,\"max_inactive\":100,\"user\":\"alice\"}";
		this.server.on(StubServer.STATUS, StubServer.Answer.json(200, session));
		this.server.on(StubServer.EXTEND, StubServer.Answer.json(200, session));
		Page page = open("data-user=\"alice\" data-expires-in=\"100\" data-max-inactive=\"100\"");
		page.evaluate("""
				() => {
					window.warnings = 0;
					document.addEventListener('session-expiry:warning', () => warnings++);
				}
				""");

		for (int i = 0; i < 5; i++) {
			page.keyboard().type("a ");
			pass(page, 45_000);
		}

		assertThat(page.evaluate("warnings")).isEqualTo(0);
		assertThat(extensions()).isBetween(4, 5);
	}

	@Test
	void typingWhenARequestOfAnotherTabExtendsTheSessionThenNotExtendedAgain() {
		Page page = open(USER);

		page.keyboard().type("text");
		pass(page, 2_000);
		page.evaluate("""
				() => new BroadcastChannel('session-expiry').postMessage({ type: 'session', at: Date.now(),
					session: { authenticated: true, expires_in: 1800 } })
				""");
		pass(page, 20_000);

		assertThat(extensions()).isZero();
	}

	@Test
	void nothingThenSessionIsNotExtended() {
		Page page = open(USER);

		pass(page, 10 * MINUTE);

		assertThat(extensions()).isZero();
	}

	@ParameterizedTest
	@ValueSource(strings = { "move", "click", "wheel" })
	void pointingThenSessionIsExtended(String kind) {
		Page page = open(USER);
		page.mouse().move(10, 10);
		page.evaluate(
				"""
						() => {
							window.seen = new Promise((resolve) => addEventListener('wheel', () => resolve(true), { once: true }));
						}
						""");

		switch (kind) {
			case "move" -> page.mouse().move(50, 60);
			case "click" -> page.mouse().click(10, 10);
			default -> {
				page.mouse().wheel(0, 100);
				page.evaluate("seen");
			}
		}
		pass(page, 10_000);

		assertThat(extensions()).isOne();
	}

	@Test
	void pageWhenItMovesBelowThePointerThenSessionIsNotExtended() {
		Page page = open(USER);
		page.mouse().move(10, 10);
		pass(page, 10_000);
		assertThat(extensions()).isZero();

		page.mouse().move(10, 10);
		page.evaluate("""
				() => {
					const input = document.querySelector('textarea');
					input.value = 'set by the page';
					input.dispatchEvent(new InputEvent('input', { bubbles: true }));
					input.dispatchEvent(new PointerEvent('pointermove', { bubbles: true, screenX: 3 }));
					window.scrollTo(0, 100);
				}
				""");
		pass(page, 10_000);

		assertThat(extensions()).isZero();
	}

	@Test
	void typingWhenPageSaysOffThenSessionIsNotExtended() {
		Page page = open(USER + " data-activity=\"off\"");

		page.keyboard().type("text");
		pass(page, 2 * MINUTE);

		assertThat(extensions()).isZero();
	}

	@Test
	void typingWhenPageIsNobodysThenNothingIsAsked() {
		Page page = open("data-user");

		page.keyboard().type("text");
		pass(page, 2 * MINUTE);

		assertThat(extensions()).isZero();
	}

	@Test
	void typingWhenSessionIsGoneThenAskedToLogIn() {
		Page page = open(USER);
		this.server.logOut();

		page.keyboard().type("text");
		pass(page, 10_000);

		page.getByRole(AriaRole.DIALOG).waitFor();
		assertThat(page.locator("textarea").inputValue()).isEqualTo("text");
	}

	@Test
	void typingWhenComputerHasSleptThenServerIsAskedAtOnceAndNothingExtended() {
		Page page = open(USER);
		this.server.logOut();
		this.clock.setSystemTime(((Number) page.evaluate("Date.now()")).longValue() + 60 * MINUTE);

		page.keyboard().type("t");

		page.getByRole(AriaRole.DIALOG).waitFor();
		assertThat(extensions()).isZero();
	}

	@Test
	void pointingWhenComputerHasSleptAndServerIsOutOfReachThenAskedOnceInHalfAMinute() {
		Page page = open(USER);
		this.server.on(StubServer.STATUS, StubServer.Answer.status(503));
		this.clock.setSystemTime(((Number) page.evaluate("Date.now()")).longValue() + 60 * MINUTE);

		for (int i = 0; i < 10; i++) {
			page.mouse().move(10 + i, 10);
			page.evaluate(SETTLED);
		}

		assertThat(this.server.requests(StubServer.STATUS)).hasSize(1);
		this.server.logOut();
		pass(page, 31_000);
		page.getByRole(AriaRole.DIALOG).waitFor();
		assertThat(this.server.requests(StubServer.STATUS)).hasSize(2);
	}

	@ParameterizedTest
	@CsvSource({ "/api/news, true", "/api/news/1, false", "/poll/a/b, true", "/poll, true", "/polls, false",
			"/feed/a.json, true", "/feed/a/b.json, false", "/feed/a-json, false" })
	void requestWhenItsUrlIsNamedThenPassive(String path, String passive) {
		Page page = open(USER + " data-passive=\"/api/news /poll/**\n/feed/*.json\"");

		page.evaluate("(path) => fetch(path)", path);
		page.evaluate("""
				(path) => new Promise((resolve) => {
					const xhr = new XMLHttpRequest();
					xhr.onloadend = () => resolve();
					xhr.open('POST', path);
					xhr.send('a');
				})
				""", path);

		assertThat(passive(path)).containsExactly(passive.equals("true") ? "true" : null,
				passive.equals("true") ? "true" : null);
	}

	@Test
	void requestWhenItsUrlIsNamedByACallThenPassiveFromThenOn() {
		Page page = open(USER);

		page.evaluate("fetch('/api/news')");
		page.evaluate("sessionExpiry.passive('/api/*')");
		page.evaluate("fetch(new Request('/api/news', { headers: { 'X-Other': 'kept' } }))");
		page.evaluate("fetch('/api/news', { headers: { 'Session-Expiry-Passive': 'false' } })");
		page.evaluate("fetch('/other')");

		assertThat(passive("/api/news")).containsExactly(null, "true", "false");
		assertThat(this.server.requests("/api/news").get(1).header("X-Other")).isEqualTo("kept");
		assertThat(passive("/other")).containsExactly((String) null);
	}

	@Test
	void requestWhenPatternIsNoUrlThenNothingHappens() {
		Page page = open(USER);

		page.evaluate("sessionExpiry.passive('http://')");
		page.evaluate("fetch('/api/news')");

		assertThat(passive("/api/news")).containsExactly((String) null);
		assertThat(page.evaluate("errors")).isEqualTo(List.of());
	}

	@Test
	void requestWhenTabIsHiddenThenPassive() {
		Page page = open(USER);
		show(page, false);
		page.evaluate("fetch('/api/news')");
		show(page, true);
		page.evaluate("fetch('/api/news')");

		assertThat(passive("/api/news")).containsExactly("true", null);
	}

	@Test
	void requestWhenTabIsHiddenAndPageSaysOffThenNotPassive() {
		Page page = open(USER + " data-passive-when-hidden=\"off\"");
		show(page, false);
		page.evaluate("fetch('/api/news')");

		assertThat(passive("/api/news")).containsExactly((String) null);
	}

	@Test
	void requestWhenToAnotherOriginThenNotPassive() {
		this.server.on("/api/news", StubServer.Answer.status(200).cors(""));
		Page page = open(USER);
		show(page, false);
		page.evaluate("(url) => fetch(url)", this.server.url("127.0.0.1", "/api/news"));

		assertThat(passive("/api/news")).containsExactly((String) null);
	}

	private Page open(String attributes) {
		this.server.on(PATH,
				StubServer.Answer.status(200)
					.header("Content-Type", "text/html;charset=UTF-8")
					.body("<!doctype html><html lang=\"en\"><head><title>Page</title>" + StubServer.script(attributes)
							+ "<script src=\"/errors.js\"></script></head><body>"
							+ "<textarea rows=\"200\"></textarea></body></html>"));
		this.server.on("/errors.js", StubServer.Answer.status(200)
			.header("Content-Type", "text/javascript")
			.body("window.errors = []; addEventListener('unhandledrejection', ({ reason }) => errors.push(String(reason)));"));
		Page page = this.browser.context().newPage();
		page.navigate(this.server.url(PATH));
		pass(page, 1_000);
		page.waitForCondition(() -> !this.server.requests("/session-expiry/session-expiry-watch.js").isEmpty());
		page.evaluate("import('/session-expiry/session-expiry-login.js').then(() => true)");
		page.locator("textarea").focus();
		return page;
	}

	private void pass(Page page, long milliseconds) {
		for (long left = milliseconds; left > 0; left -= 20_000) {
			this.clock.runFor(Math.min(left, 20_000));
			page.evaluate(SETTLED);
		}
	}

	private static void show(Page page, boolean visible) {
		page.evaluate("""
				(visible) => {
					Object.defineProperty(document, 'hidden', { value: !visible, configurable: true });
					document.dispatchEvent(new Event('visibilitychange'));
				}
				""", visible);
	}

	private int extensions() {
		return this.server.requests(StubServer.EXTEND).size();
	}

	private List<String> passive(String path) {
		return this.server.requests(path).stream().map((request) -> request.header("Session-Expiry-Passive")).toList();
	}

}
