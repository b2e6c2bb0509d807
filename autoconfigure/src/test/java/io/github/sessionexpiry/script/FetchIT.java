package io.github.sessionexpiry.script;

import java.util.List;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.WaitUntilState;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.sessionexpiry.script.StubServer.Answer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@code fetch} in a page that has loaded the script.
 */
@Timeout(30)
class FetchIT {

	/** Writes down what a page hears of a request. */
	private static final String START = """
			(path) => {
				window.seen = [];
				fetch(path).then((response) => seen.push(response.status), (error) => seen.push(error.name))
					.finally(() => seen.push('finally'));
			}
			""";

	@RegisterExtension
	final StubServer server = new StubServer();

	@RegisterExtension
	final BrowserExtension browser = new BrowserExtension();

	@Test
	void fetchWhenLoginRequiredThenNavigatesToLoginUrl() {
		this.server.page(StubServer.LOGIN, "");
		Page page = this.browser.open(this.server.url(StubServer.PAGE));

		page.evaluate("() => void fetch('/expired')");
		page.waitForURL(this.server.url(StubServer.LOGIN + "?continue=%2Fshop%2Fpage"));

		assertThat(this.server.logins()).hasSize(1);
	}

	@Test
	void fetchWhenLoginRequiredThenPromiseStaysPending() {
		Page page = this.browser.open(this.server.url(StubServer.PAGE));

		page.evaluate(START, "/expired");
		awaitLogin(page);

		assertThat(page.evaluate("seen")).isEqualTo(List.of());
	}

	@Test
	void fetchWhenForbiddenWithoutLoginUrlThenUntouched() {
		assertSameAsNative("""
				async () => {
					const response = await fetch('/denied');
					const { status, statusText, ok, redirected, type, bodyUsed } = response;
					return [status, statusText, ok, redirected, type, bodyUsed, response.body instanceof ReadableStream,
						Object.prototype.toString.call(response), response instanceof Response, await response.json()];
				}
				""");
		assertThat(this.server.logins()).isEmpty();
	}

	@Test
	void fetchWhenLoginUrlWithAnotherStatusThenUntouched() {
		this.server.on("/created", Answer.status(201).header("login_url", "/login").body("made"));

		assertSameAsNative("async () => (await fetch('/created')).text()");

		assertThat(this.server.logins()).isEmpty();
	}

	@Test
	void fetchWhenManyLoginsRequiredThenNavigatesOnce() {
		this.browser.addInitScript("""
				window.answered = 0;
				const native = window.fetch;
				window.fetch = (...args) => native(...args).finally(() => answered++);
				""");
		Page page = this.browser.open(this.server.url(StubServer.PAGE));

		page.evaluate("""
				() => {
					window.seen = [];
					for (let i = 0; i < 10; i++) {
						fetch(`/expired?${i}`).then((response) => seen.push(response.status));
					}
				}
				""");
		await(page, "answered === 10");
		awaitLogin(page);

		assertThat(page.evaluate("seen")).isEqualTo(List.of());
		assertThat(this.server.logins()).hasSize(1);
	}

	@Test
	void fetchWhenSentinelThenNavigatesToLoginEndpoint() {
		this.server.on("/sentinel", Answer.text("LOGIN_REQUIRED"));
		Page page = this.browser.open(this.server.url(StubServer.PAGE + "?a=1#part"));

		page.evaluate(START, "/sentinel");
		awaitLogin(page);

		assertThat(this.server.logins()).containsExactly(StubServer.LOGIN + "?continue=%2Fshop%2Fpage%3Fa%3D1%23part");
		assertThat(page.evaluate("seen")).isEqualTo(List.of());
	}

	@Test
	void fetchWhenSentinelInPiecesThenNavigatesToLoginEndpoint() {
		this.server.stream("/sentinel", Answer.text("LOGIN_"), "REQUIRED");
		Page page = this.browser.open(this.server.url(StubServer.PAGE));

		page.evaluate(START, "/sentinel");
		page.evaluate("() => fetch('/sentinel/next').then(() => true)");
		awaitLogin(page);

		assertThat(page.evaluate("seen")).isEqualTo(List.of());
	}

	@ParameterizedTest
	@ValueSource(strings = { "LOGIN_REQUIREd", "LOGIN_REQUIRE", "LOGIN_REQUIRED\\n", " LOGIN_REQUIRED", "" })
	void fetchWhenAlmostSentinelThenUntouched(String body) {
		this.server.on("/almost", Answer.text(body.translateEscapes()));

		assertSameAsNative("""
				async () => {
					const response = await fetch('/almost');
					return [response.bodyUsed, response.body !== null, await response.text(), response.bodyUsed];
				}
				""");
		assertThat(this.server.logins()).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "REQUIRE", "REQUIRED!", "" })
	void fetchWhenAlmostSentinelInPiecesThenUntouched(String rest) {
		this.server.stream("/almost", Answer.text("LOGIN_"), rest);
		Page page = this.browser.open(this.server.url(StubServer.PAGE));

		Object text = page.evaluate("""
				async () => {
					const text = fetch('/almost').then((response) => response.text());
					await fetch('/almost/next');
					return text;
				}
				""");

		assertThat(text).isEqualTo("LOGIN_" + rest);
		assertThat(this.server.logins()).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "text/html", "application/json", "text/plainer" })
	void fetchWhenSentinelOfAnotherTypeThenUntouched(String contentType) {
		this.server.on("/type", Answer.text("LOGIN_REQUIRED").header("Content-Type", contentType));

		assertSameAsNative("async () => (await fetch('/type')).text()");
	}

	@Test
	void fetchWhenSentinelWithAnotherStatusThenUntouched() {
		this.server.on("/status", Answer.status(200).header("Content-Type", "text/plain").body("LOGIN_REQUIRED"));

		assertSameAsNative("async () => (await fetch('/status')).text()");
	}

	@Test
	void fetchWhenHeadOfSentinelThenUntouched() {
		this.server.on("/sentinel", Answer.text("LOGIN_REQUIRED"));

		assertSameAsNative("async () => [(await fetch('/sentinel', { method: 'HEAD' })).status]");
	}

	@Test
	void fetchWhenForbiddenTextStreamsThenFirstPieceArrivesFirst() {
		this.server.stream("/log", Answer.text("LOGIN denied, "), "and more");
		Page page = this.browser.open(this.server.url(StubServer.PAGE));

		Object text = page.evaluate("""
				async () => {
					const response = await fetch('/log');
					const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
					const pieces = [(await reader.read()).value];
					await fetch('/log/next');
					pieces.push((await reader.read()).value, (await reader.read()).done);
					return pieces;
				}
				""");

		assertThat(text).isEqualTo(List.of("LOGIN denied, ", "and more", true));
	}

	@Test
	void fetchWhenBodyStreamsThenFirstPieceArrivesFirst() {
		this.server.stream("/stream", Answer.status(200).body("one"), "two");
		Page page = this.browser.open(this.server.url(StubServer.PAGE));

		Object pieces = page.evaluate("""
				async () => {
					const reader = (await fetch('/stream')).body.pipeThrough(new TextDecoderStream()).getReader();
					const first = (await reader.read()).value;
					await fetch('/stream/next');
					return [first, (await reader.read()).value];
				}
				""");

		assertThat(pieces).isEqualTo(List.of("one", "two"));
	}

	@Test
	void fetchWhenRedirectedToLoginPageThenNavigatesToLoginEndpoint() {
		this.server.on("/data", Answer.redirect("/login"));
		this.server.on("/login", Answer.status(200).header("IsLoginPage", "1").body("<form>"));
		Page page = this.browser.open(this.server.url(StubServer.PAGE));

		page.evaluate(START, "/data");
		awaitLogin(page);

		assertThat(this.server.logins()).containsExactly(StubServer.LOGIN + "?continue=%2Fshop%2Fpage");
		assertThat(page.evaluate("seen")).isEqualTo(List.of());
	}

	@Test
	void fetchWhenLoginPageWithoutRedirectThenUntouched() {
		this.server.on("/login", Answer.status(200).header("IsLoginPage", "1").body("<form>"));

		assertSameAsNative("async () => (await fetch('/login')).text()");
		assertThat(this.server.logins()).isEmpty();
	}

	@Test
	void fetchWhenRedirectedToAnotherPageThenUntouched() {
		this.server.on("/data", Answer.redirect("/ok"));

		assertSameAsNative("""
				async () => {
					const response = await fetch('/data');
					return [response.redirected, response.url, await response.json()];
				}
				""");
	}

	@Test
	void fetchWhenWrongPasswordIsPostedToLoginPageThenUntouched() {
		this.server.on("/login", (exchange) -> {
			boolean post = exchange.getRequestMethod().equals("POST");
			Answer answer = (post) ? Answer.redirect("/login?error") : Answer.status(200).header("IsLoginPage", "1");
			answer.handle(exchange);
		});

		assertSameAsNative("async () => (await fetch('/login', { method: 'POST' })).url");
		assertThat(this.server.logins()).isEmpty();
	}

	@Test
	void fetchWhenHeldIsAbortedThenRejectsWithReason() {
		Page page = this.browser.open(this.server.url(StubServer.PAGE));
		page.evaluate("""
				() => {
					window.seen = [];
					window.controller = new AbortController();
					const { signal } = controller;
					fetch('/expired', { signal }).catch((error) => seen.push(error === signal.reason, error.message));
					fetch(new Request('/expired', { signal })).catch((error) => seen.push(error.message));
				}
				""");
		awaitLogin(page);

		assertThat(page.evaluate("seen")).isEqualTo(List.of());
		page.evaluate("() => controller.abort(new Error('enough'))");

		assertThat(page.evaluate("seen")).asInstanceOf(InstanceOfAssertFactories.LIST)
			.containsExactlyInAnyOrder(true, "enough", "enough");
	}

	@Test
	void fetchWhenAlreadyAbortedThenRejectsAtOnce() {
		assertSameAsNative("""
				async () => {
					const log = [];
					const signal = AbortSignal.abort(new Error('before'));
					fetch('/ok', { signal }).catch((error) => log.push(error.message));
					fetch(new Request('/ok', { signal })).catch((error) => log.push(error.message));
					Promise.resolve().then(() => log.push('microtask'));
					await new Promise((resolve) => setTimeout(resolve));
					return log;
				}
				""");
		assertThat(this.server.requests("/ok")).isEmpty();
	}

	@Test
	void fetchWhenAbortedUnderWayThenRejectsInTheSameOrder() {
		assertSameAsNative("""
				async () => {
					const log = [];
					const controller = new AbortController();
					const promise = fetch('/never', { signal: controller.signal });
					promise.catch((error) => log.push(error.name, error === controller.signal.reason));
					controller.abort();
					Promise.resolve().then(() => log.push('microtask'));
					await new Promise((resolve) => setTimeout(resolve));
					return log;
				}
				""");
	}

	@Test
	void fetchWhenPageDispatchesAbortEventThenUntouched() {
		assertSameAsNative("""
				async () => {
					const { signal } = new AbortController();
					const response = fetch('/ok', { signal });
					signal.dispatchEvent(new Event('abort'));
					return (await response).status;
				}
				""");
	}

	@Test
	void fetchWhenAbortedWhileReadingThenBodyFails() {
		this.server.stream("/stream", Answer.status(200).body("one"), "two");

		assertSameAsNative("""
				async () => {
					const controller = new AbortController();
					const response = await fetch('/stream', { signal: controller.signal });
					controller.abort();
					return response.text().catch((error) => error.name);
				}
				""");
	}

	@Test
	void fetchWhenRejectedThenSameErrors() {
		assertSameAsNative(
				"""
						async () => {
							const calls = [[], ['http://['], ['/ok', 1], ['/ok', { method: 'B@D' }], ['/ok', { headers: { 'a b': '' } }],
								['/ok', { body: 'no' }], ['/ok', { signal: {} }], ['data:,%zz', { mode: 'same-origin' }],
								['/ok', { get signal() { throw new Error('mine'); } }],
								[{ toString() { throw new Error('mine too'); } }], [Symbol()]];
							const log = [];
							for (const args of calls) {
								await fetch(...args).then(() => log.push('fine'), (error) => log.push(String(error)));
							}
							for (const self of [{}, document]) {
								await Promise.resolve().then(() => fetch.call(self, '/ok')).catch((error) => log.push(String(error)));
							}
							try {
								new fetch('/ok');
							}
							catch (error) {
								log.push(error.name);
							}
							return log;
						}
						""");
	}

	@Test
	void fetchWhenArgumentsAreObjectsThenReadAsOftenAsNatively() {
		assertSameAsNative("""
				async () => {
					const log = [];
					const input = { toString: () => (log.push('toString'), '/ok') };
					await fetch(input, { get method() { return log.push('method') && 'POST'; } });
					await fetch(new URL('/ok', location.href));
					const body = { get byteLength() { return log.push('length'); }, slice: () => log.push('slice') };
					await fetch('/ok', { method: 'POST', body });
					await fetch('/ok', { headers: { get a() { return log.push('header'); } } });
					await fetch('/ok', Object.freeze({ get method() { return log.push('frozen') && 'POST'; } }));
					const get = (target, name) => log.push(name) && target[name];
					const getOwnPropertyDescriptor = () => log.push('descriptor') && undefined;
					await fetch('/ok', new Proxy({}, { get, getOwnPropertyDescriptor }));
					return log;
				}
				""");
	}

	@Test
	void fetchWhenInitCannotBeChangedThenSameRequest() {
		assertSameAsNative("""
				async () => {
					const init = Object.defineProperty({}, 'headers', { value: new Map([['A', 'b']]) });
					return (await fetch('/ok', init)).status;
				}
				""");
		assertThat(this.server.requests("/ok")).extracting((request) -> request.header("A")).containsExactly("b", "b");
	}

	@Test
	void fetchWhenFiltersApplyThenSameResponses() {
		this.server.on("/data", Answer.redirect("/ok"));

		assertSameAsNative(
				"""
						async () => {
							const log = [];
							for (const init of [{ redirect: 'manual' }, { method: 'HEAD' }, { mode: 'no-cors' }, { mode: 'same-origin' },
								{ keepalive: true }, { method: 'POST', body: new Blob(['x']) }]) {
								const { type, status, url, redirected, body } = await fetch('/data', init);
								log.push(type, status, url, redirected, body === null);
							}
							return log;
						}
						""");
	}

	@Test
	void fetchWhenUnhandledThenReportsThePromiseThatWasReturned() {
		assertSameAsNative("""
				async () => {
					const reported = new Promise((resolve) => addEventListener('unhandledrejection', resolve));
					const promises = [fetch('http://[')];
					const { promise, reason } = await reported;
					return [promise === promises[0], promise.constructor === Promise, reason.message];
				}
				""");
	}

	@Test
	void fetchWhenHeldAndPageComesBackThenResolvesWithServersAnswer() {
		this.server.page(StubServer.LOGIN, "");
		Page page = this.browser.open(this.server.url(StubServer.PAGE));
		page.evaluate(
				"""
						() => {
							window.seen = [];
							fetch('/expired').then(async (response) => seen.push(response.status, (await response.json()).code));
						}
						""");
		page.waitForURL("**" + StubServer.LOGIN + "**");

		page.goBack(new Page.GoBackOptions().setWaitUntil(WaitUntilState.COMMIT));

		await(page, "seen.length > 0");
		assertThat(page.evaluate("seen")).isEqualTo(List.of(403, "LOGIN_REQUIRED"));
		page.evaluate("() => void fetch('/expired')");
		page.waitForURL("**" + StubServer.LOGIN + "**");
		assertThat(this.server.logins()).hasSize(2);
	}

	private void assertSameAsNative(String script) {
		Object expected = this.browser.open(this.server.url(StubServer.PLAIN_PAGE)).evaluate(script);
		Object actual = this.browser.open(this.server.url(StubServer.PAGE)).evaluate(script);
		assertThat(actual).isEqualTo(expected).isNotNull();
	}

	private static void await(Page page, String condition) {
		page.waitForCondition(() -> (Boolean) page.evaluate(condition));
	}

	private void awaitLogin(Page page) {
		page.waitForCondition(() -> !this.server.logins().isEmpty());
	}

}
