package io.github.sessionexpiry.script;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.github.sessionexpiry.script.StubServer.Answer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the page learns of its session by {@code Server-Timing}, and how often it asks, by
 * the clocks of the browser. A session of half a minute is the shortest that can be
 * warned of.
 */
@Timeout(120)
class WatchInRealTimeIT {

	private static final String PATH = "/watched";

	private static final int WARNING = 20;

	@RegisterExtension
	final StubServer server = new StubServer();

	@RegisterExtension
	final BrowserExtension browser = new BrowserExtension();

	private Instant end;

	@BeforeEach
	void setUp() {
		this.browser.addInitScript("""
				window.warned = new Promise((resolve) => {
					document.addEventListener('session-expiry:warning', () => resolve(performance.now()));
				});
				""");
		this.server.on(StubServer.STATUS, (exchange) -> {
			long left = Math.max(0, Duration.between(Instant.now(), this.end).toSeconds());
			boolean alive = Instant.now().isBefore(this.end);
			Answer
				.json(200,
						alive ? "{\"authenticated\":true,\"expires_in\":%d,\"max_inactive\":60,\"user\":\"alice\"}"
							.formatted(left) : "{\"authenticated\":false,\"login_url\":\"/session-expiry/login\"}")
				.handle(exchange);
		});
	}

	@Test
	void sessionWhenNobodyUsesItThenServerIsAskedTwiceUntilItsEnd() {
		Page page = open(WARNING + 2);

		assertThat(warnedAfter(page)).isBetween(1_000., 6_000.);
		assertThat(requests()).containsExactly("GET");
		question(page).waitFor(new Locator.WaitForOptions().setTimeout(30_000));

		assertThat(Instant.now()).isAfterOrEqualTo(this.end);
		assertThat(requests()).containsExactly("GET", "GET");
	}

	@Test
	void sessionWhenARequestExtendsItThenWarnedLaterAndNothingIsAskedBefore() {
		Page page = open(WARNING + 3);
		this.end = Instant.now().plusSeconds(WARNING + 6);
		this.server.on("/api", Answer.json(200, "{}").header("Server-Timing", timing(WARNING + 6, "") + ", db;dur=3"));
		double sent = ((Number) page
			.evaluate("() => { const sent = performance.now(); return fetch('/api').then(() => sent); }"))
			.doubleValue();

		assertThat(warnedAfter(page) - sent).isGreaterThan(5_000);
		assertThat(requests()).containsExactly("GET");
	}

	@Test
	void sessionWhenAnAnswerComesFromTheCacheThenItTellsNothing() {
		this.server.on("/api",
				Answer.json(200, "{}")
					.header("Server-Timing", timing(2 * WARNING, ""))
					.header("Cache-Control", "private, max-age=600"));
		Page page = open(WARNING + 4, "<script src=\"/api\" type=\"text/plain\"></script>");
		page.evaluate("fetch('/api').then((response) => response.text())");
		this.server.on("/later", Answer.json(200, "{}").header("Server-Timing", timing(WARNING + 2, "")));
		page.evaluate("fetch('/later').then((response) => response.text())");
		page.evaluate("fetch('/api').then((response) => response.text())");

		assertThat(this.server.requests("/api")).hasSize(1);
		assertThat(warnedAfter(page)).isLessThan(10_000);
	}

	@Test
	void pageWhenItsAnswerTellsThenServerIsNotAsked() {
		Page page = open(1_800);

		page.waitForCondition(() -> !this.server.requests("/session-expiry/session-expiry-watch.js").isEmpty());
		page.evaluate("import('/session-expiry/session-expiry-login.js').then(() => true)");
		assertThat(requests()).isEmpty();
	}

	@Test
	void pageWhenItComesFromTheCacheThenWhatItTellsIsOfAnotherTime() {
		this.end = Instant.now().plusSeconds(1_800);
		this.server.on(PATH,
				Answer.status(200)
					.header("Content-Type", "text/html;charset=UTF-8")
					.header("Cache-Control", "private, max-age=600")
					.body("<!doctype html><html lang=\"en\"><head><title>Page</title>"
							+ StubServer.script("data-user=\"alice\" data-expires-in=\"1800\"") + "</head></html>"));
		Page page = this.browser.open(this.server.url(PATH));
		page.waitForCondition(() -> !this.server.requests("/session-expiry/session-expiry-watch.js").isEmpty());
		page.evaluate("import('/session-expiry/session-expiry-login.js').then(() => true)");
		assertThat(requests()).isEmpty();
		this.end = Instant.now();
		this.server.page("/elsewhere", "");
		page.navigate(this.server.url("/elsewhere"));

		page.evaluate("() => { location.href = '/watched'; }");

		question(page).waitFor();
		assertThat(this.server.requests(PATH)).hasSize(1);
	}

	@Test
	void pageWhenItsAnswerDoesNotTellThenServerIsAsked() {
		this.end = Instant.now().plusSeconds(1_800);
		this.server.page(PATH, StubServer.script(""));
		Page page = this.browser.open(this.server.url(PATH));

		page.waitForCondition(() -> requests().equals(List.of("GET")));
	}

	private Page open(int seconds) {
		return open(seconds, "");
	}

	private Page open(int seconds, String head) {
		this.end = Instant.now().plusSeconds(seconds);
		this.server.on(PATH,
				Answer.status(200)
					.header("Content-Type", "text/html;charset=UTF-8")
					.header("Server-Timing", timing(seconds, ", session-user;desc=\"alice\""))
					.body("<!doctype html><html lang=\"en\"><head><title>Page</title>" + StubServer.script("") + head
							+ "</head><body></body></html>"));
		return this.browser.open(this.server.url(PATH));
	}

	private static String timing(int seconds, String user) {
		return "session-expires-in;desc=\"" + seconds + '"' + user;
	}

	private static double warnedAfter(Page page) {
		return ((Number) page.evaluate("warned")).doubleValue();
	}

	private List<String> requests() {
		return this.server.requests()
			.stream()
			.filter((request) -> request.path().equals(StubServer.STATUS) || request.path().equals(StubServer.EXTEND))
			.map(StubServer.Received::method)
			.toList();
	}

	private static Locator question(Page page) {
		return page.getByRole(AriaRole.DIALOG, new Page.GetByRoleOptions().setName("Your session has expired"));
	}

}
