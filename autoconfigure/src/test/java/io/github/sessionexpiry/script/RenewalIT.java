package io.github.sessionexpiry.script;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.WaitForSelectorState;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.sessionexpiry.script.StubServer.Answer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A session that has to be renewed with the identity provider. That a provider answers in
 * a frame is shown with a real one, by {@code FrameIT}.
 */
@Timeout(60)
class RenewalIT {

	private static final String REFRESH = "/session-expiry/refresh";

	private static final String RENEWED = "<script src=\"/session-expiry/logged-in.js\"></script>";

	private static final String REFUSED = "<script src=\"/session-expiry/refresh-failed.js\"></script>";

	@RegisterExtension
	final StubServer server = new StubServer();

	@RegisterExtension
	final BrowserExtension browser = new BrowserExtension();

	private final AtomicBoolean due = new AtomicBoolean();

	@BeforeEach
	void setUp() {
		this.server.logIn("alice");
		this.server.on("/api", (exchange) -> {
			if (this.due.get()) {
				Answer.json(403, "{\"code\":\"REFRESH_REQUIRED\"}")
					.header("refresh_url", REFRESH + "?continue=%2Freferer")
					.header("Session-Expiry", "refresh_required")
					.handle(exchange);
			}
			else {
				this.server.answer("/ok", exchange);
			}
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "fetch('/api').then(({ status }) => status)", """
			new Promise((resolve) => {
				const xhr = new XMLHttpRequest();
				xhr.onload = () => resolve(xhr.status);
				xhr.open('GET', '/api');
				xhr.send();
			})
			""" })
	void requestWhenFrameRenewsThenSentAgainAndNobodyIsAsked(String call) {
		refresh(RENEWED);
		Page page = open();
		this.due.set(true);

		assertThat(page.evaluate(call)).isEqualTo(200);

		assertThat(this.server.requests(REFRESH)).extracting(StubServer.Received::target).containsExactly(REFRESH);
		assertThat(page.locator("iframe").count()).isZero();
		assertThat(page.locator("session-expiry").count()).isZero();
	}

	@Test
	void manyRequestsInManyTabsThenOneRenewal() {
		refresh(RENEWED);
		List<Page> pages = List.of(open(), open());
		this.due.set(true);

		pages.forEach((page) -> page.evaluate("""
				() => {
					window.answers = [1, 2, 3].map((i) => fetch(`/api?${i}`).then(({ status }) => status));
				}
				"""));

		pages.forEach((page) -> assertThat(page.evaluate("Promise.all(answers)")).isEqualTo(List.of(200, 200, 200)));
		assertThat(this.server.requests(REFRESH)).hasSize(1);
	}

	@Test
	void requestWhenFrameIsRefusedThenUserIsAskedAndWindowRenews() {
		refresh(REFUSED);
		Page page = open();
		this.due.set(true);
		page.evaluate("() => { window.answer = fetch('/api').then(({ status }) => status); }");

		page.getByRole(AriaRole.DIALOG, new Page.GetByRoleOptions().setName("Please log in")).waitFor();
		page.evaluate("() => { window.dispatchEvent(new Event('focus')); }");
		page.evaluate("sessionExpiry.status().then(() => true)");
		assertThat(this.server.requests("/api")).hasSize(2);
		refresh(RENEWED);
		page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Log in")).click();

		assertThat(page.evaluate("answer")).isEqualTo(200);
		page.getByRole(AriaRole.DIALOG).waitFor(new Locator.WaitForOptions().setState(WaitForSelectorState.HIDDEN));
		assertThat(this.server.requests(REFRESH)).hasSize(2);
	}

	@Test
	void requestWhenFrameDoesNotAnswerThenUserIsAsked() {
		this.server.page(REFRESH, "");
		Page page = open();
		this.due.set(true);
		page.evaluate("() => { window.answer = fetch('/api').then(({ status }) => status); }");

		page.getByRole(AriaRole.DIALOG).waitFor(new Locator.WaitForOptions().setTimeout(20_000));
		page.keyboard().press("Escape");

		assertThat(page.evaluate("answer")).isEqualTo(403);
	}

	@Test
	void requestWhenRenewalIsOfNoUseThenPageGetsTheAnswerAndNoLoop() {
		this.server.page(REFRESH, RENEWED);
		Page page = open();
		this.due.set(true);

		assertThat(page.evaluate("fetch('/api').then(({ status }) => status)")).isEqualTo(403);

		assertThat(this.server.requests("/api")).hasSize(3);
		assertThat(this.server.requests(REFRESH)).hasSize(1);
	}

	@Test
	void manyRequestsWhenFrameDoesNotAnswerThenTriedOnceAndUserIsAskedOnce() {
		this.server.page(REFRESH, "");
		Page page = open();
		this.due.set(true);
		page.evaluate("""
				() => {
					window.answers = [1, 2, 3].map((i) => fetch(`/api?${i}`).then(({ status }) => status));
				}
				""");

		page.getByRole(AriaRole.DIALOG).waitFor(new Locator.WaitForOptions().setTimeout(20_000));
		page.evaluate("() => { answers.push(fetch('/api?4').then(({ status }) => status)); }");
		page.waitForCondition(() -> this.server.requests("/api").size() == 5);
		page.evaluate("fetch('/ok').then(() => true)");
		page.keyboard().press("Escape");

		assertThat(page.evaluate("Promise.all(answers)")).isEqualTo(List.of(403, 403, 403, 403));
		assertThat(this.server.requests(REFRESH)).hasSize(1);
		assertThat(page.locator("iframe").count()).isZero();
	}

	@Test
	void pollWhenUserHasCancelledThenNobodyIsAskedUntilTheNextInput() {
		refresh(REFUSED);
		Page page = open();
		this.due.set(true);
		page.evaluate("() => { window.answer = fetch('/api').then(({ status }) => status); }");
		page.getByRole(AriaRole.DIALOG).waitFor();
		page.keyboard().press("Escape");
		assertThat(page.evaluate("answer")).isEqualTo(403);

		assertThat(page.evaluate("fetch('/api').then(({ status }) => status)")).isEqualTo(403);

		assertThat(this.server.requests(REFRESH)).hasSize(1);
		assertThat(page.getByRole(AriaRole.DIALOG).count()).isZero();
		page.keyboard().press("a");
		page.evaluate("() => { fetch('/api'); }");
		page.getByRole(AriaRole.DIALOG).waitFor();
	}

	@Test
	void requestWhenRefreshUrlIsOfAnotherOriginThenPageGetsTheAnswer() {
		this.server.on("/api", Answer.json(403, "{}").header("refresh_url", "https://evil.example/refresh"));
		Page page = this.browser.open(this.server.url(StubServer.DIALOG_PAGE));

		assertThat(page.evaluate("fetch('/api').then(({ status }) => status)")).isEqualTo(403);
		assertThat(page.locator("iframe").count()).isZero();
	}

	@Test
	void answerWhenSomethingElseIsForbiddenThenPageGetsIt() {
		Page page = open();

		assertThat(page.evaluate("fetch('/denied').then(({ status }) => status)")).isEqualTo(403);
		assertThat(this.server.requests(REFRESH)).isEmpty();
	}

	private Page open() {
		Page page = this.browser.open(this.server.url(StubServer.DIALOG_PAGE));
		page.evaluate("fetch('/api').then(() => sessionExpiry.status()).then(() => true)");
		return page;
	}

	/** What the provider says in the end. */
	private void refresh(String script) {
		this.server.page("/end", script);
		this.server.on(REFRESH, (exchange) -> {
			this.due.set(!script.equals(RENEWED));
			this.server.answer("/end", exchange);
		});
	}

}
