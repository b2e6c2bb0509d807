package io.github.sessionexpiry.script;

import java.util.List;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.WaitUntilState;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.sessionexpiry.script.StubServer.Answer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@code XMLHttpRequest} in a page that has loaded the script.
 */
@Timeout(30)
class XmlHttpRequestIT {

	/** Starts a request and leaves it and the log of its events in globals. */
	private static final String START = """
			(path) => {
				window.xhr = new XMLHttpRequest();
				window.log = observe(xhr);
				xhr.open('POST', path);
				xhr.send('draft');
			}
			""";

	/** That the browser has all of the answer, whatever the page sees of it. */
	private static final String COMPLETE = "Object.getOwnPropertyDescriptor(XMLHttpRequest.prototype, 'readyState').get.call(xhr) === 4";

	/** What the page hears of a request before there is an answer. */
	private static final List<String> SENT = List.of("capture readystatechange 1 0", "listener readystatechange 1 0",
			"handler readystatechange 1 0", "capture loadstart 1 0 0 0", "listener loadstart 1 0 0 0",
			"handler loadstart 1 0 0 0", "upload loadstart 0 5", "upload progress 5 5", "upload load 5 5",
			"upload loadend 5 5");

	@RegisterExtension
	final StubServer server = new StubServer();

	@RegisterExtension
	final BrowserExtension browser = new BrowserExtension();

	@BeforeEach
	void setUp() {
		this.server.on("/data", Answer.redirect("/login"));
		this.server.on("/login", Answer.status(200).header("IsLoginPage", "1").body("<form>"));
		this.server.on("/sentinel", Answer.text("LOGIN_REQUIRED"));
	}

	@Test
	void xhrWhenLoginRequiredThenNavigatesToLoginUrl() {
		this.server.page(StubServer.LOGIN, "");
		Page page = this.browser.open(this.server.url(StubServer.PAGE));

		page.evaluate(START, "/expired");
		page.waitForURL(this.server.url(StubServer.LOGIN + "?continue=%2Fshop%2Fpage"));

		assertThat(this.server.logins()).hasSize(1);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/expired", "/data" })
	void xhrWhenLoginRequiredThenNoEventAfterSending(String path) {
		Page page = this.browser.open(this.server.url(StubServer.PAGE));

		page.evaluate(START, path);
		awaitLogin(page);

		await(page, COMPLETE);
		assertThat(page.evaluate("log")).isEqualTo(SENT);
		assertThat(this.server.logins()).containsExactly(StubServer.LOGIN + "?continue=%2Fshop%2Fpage");
	}

	@Test
	void xhrWhenSentinelThenPageDoesNotHearOfTheEnd() {
		Page page = this.browser.open(this.server.url(StubServer.PAGE));

		page.evaluate(START, "/sentinel");
		awaitLogin(page);

		assertThat(page.evaluate("log.filter((entry) => /^(capture|listener|handler) .*( 4 | load)/.test(entry))"))
			.isEqualTo(List.of());
		assertThat(this.server.logins()).containsExactly(StubServer.LOGIN + "?continue=%2Fshop%2Fpage");
	}

	@Test
	void xhrWhenManyLoginsRequiredThenNavigatesOnce() {
		this.browser.addInitScript("""
				window.answered = 0;
				window.XMLHttpRequest = class extends XMLHttpRequest {
					constructor() {
						super();
						this.addEventListener('loadend', () => answered++);
					}
				};
				""");
		Page page = this.browser.open(this.server.url(StubServer.PAGE));

		page.evaluate("""
				() => {
					window.seen = [];
					for (let i = 0; i < 10; i++) {
						const xhr = new XMLHttpRequest();
						xhr.onreadystatechange = () => seen.push(xhr.readyState);
						xhr.open('GET', `/expired?${i}`);
						xhr.onload = xhr.onerror = xhr.onloadend = xhr.onprogress = (event) => seen.push(event.type);
						xhr.send();
					}
				}
				""");
		await(page, "answered === 10");
		awaitLogin(page);

		assertThat(page.evaluate("seen")).isEqualTo(List.of(1, 1, 1, 1, 1, 1, 1, 1, 1, 1));
		assertThat(this.server.logins()).hasSize(1);
	}

	@ParameterizedTest
	@ValueSource(strings = { "'GET', '/ok'", "'GET', '/denied'", "'HEAD', '/denied'", "'POST', '/denied'",
			"'GET', '/nothing'", "'GET', '/ok', true", "'GET', new URL('/denied', location.href)", "'GET', '/login'",
			"'GET', '/empty'", "'GET', '/almost'", "'GET', '/html'", "'GET', '/redirected'",
			"'GET', 'http://localhost:1/'", "'GET', 'data:text/plain,LOGIN_REQUIRED'" })
	void xhrWhenAnswerIsNotOursThenSameEvents(String open) {
		this.server.on("/empty", Answer.status(204));
		this.server.on("/almost", Answer.text("LOGIN_REQUIRED\n"));
		this.server.on("/html", Answer.text("LOGIN_REQUIRED").header("Content-Type", "text/html"));
		this.server.on("/redirected", Answer.redirect("/denied"));

		assertSameAsNative("""
				async () => {
					const xhr = new XMLHttpRequest();
					const log = observe(xhr);
					xhr.open(%s);
					xhr.send('draft');
					await finished(xhr, log);
					return [...log, xhr.status, xhr.statusText, xhr.responseURL, xhr.responseText,
						xhr.getAllResponseHeaders().replace(/date: .*/, '')];
				}
				""".formatted(open));
		assertThat(this.server.logins()).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "text", "json", "blob", "arraybuffer", "document" })
	void xhrWhenResponseTypeThenSameResponse(String responseType) {
		assertSameAsNative(
				"""
						async () => {
							const log = [];
							for (const path of ['/denied', '/ok']) {
								const xhr = new XMLHttpRequest();
								xhr.open('GET', path);
								xhr.responseType = '%s';
								const events = observe(xhr);
								xhr.send();
								await finished(xhr, events);
								const body = xhr.response instanceof Blob ? await xhr.response.text() : xhr.response;
								log.push(...events, xhr.responseType, Object.prototype.toString.call(xhr.response), JSON.stringify(body));
							}
							return log;
						}
						"""
					.formatted(responseType));
	}

	@Test
	void xhrWhenSentinelIsNotReadAsTextThenUntouched() {
		assertSameAsNative("""
				async () => {
					const xhr = new XMLHttpRequest();
					xhr.open('GET', '/sentinel');
					xhr.responseType = 'arraybuffer';
					const log = observe(xhr);
					xhr.send();
					return [...await finished(xhr, log), xhr.response.byteLength];
				}
				""");
		assertThat(this.server.logins()).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "/expired", "/sentinel", "/data", "/denied", "/ok" })
	void xhrWhenSynchronousThenUntouched(String path) {
		assertSameAsNative("""
				() => {
					const xhr = new XMLHttpRequest();
					const log = observe(xhr);
					xhr.open('GET', '%s', false);
					xhr.send();
					return [...log, xhr.status, xhr.responseText];
				}
				""".formatted(path));
		assertThat(this.server.logins()).isEmpty();
	}

	@Test
	void xhrWhenTimesOutThenSameEvents() {
		assertSameAsNative("""
				() => {
					const xhr = new XMLHttpRequest();
					const log = observe(xhr);
					xhr.open('POST', '/never');
					xhr.timeout = 50;
					xhr.send('draft');
					return finished(xhr, log);
				}
				""");
	}

	@Test
	void xhrWhenAbortedThenSameEvents() {
		this.server.stream("/stream", Answer.status(200).header("Content-Type", "text/css").body("one"), "two");

		assertSameAsNative("""
				async () => {
					const xhr = new XMLHttpRequest();
					const log = observe(xhr);
					const abort = (when) => {
						log.push(when);
						xhr.abort();
						log.push(`readyState ${xhr.readyState}`);
					};
					abort('unsent');
					xhr.open('POST', '/never');
					abort('opened');
					xhr.open('POST', '/never');
					xhr.send('draft');
					abort('sent');
					xhr.open('POST', '/stream');
					xhr.send();
					await new Promise((resolve) => {
						xhr.addEventListener('progress', resolve, { once: true });
					});
					abort('loading');
					xhr.open('POST', '/ok');
					xhr.send();
					await finished(xhr, log);
					abort('done');
					return log;
				}
				""");
	}

	@Test
	void xhrWhenOpenFailsThenRequestUnderWayGoesOn() {
		assertSameAsNative("""
				async () => {
					const xhr = new XMLHttpRequest();
					const log = observe(xhr);
					xhr.open('GET', '/ok');
					xhr.send();
					try {
						xhr.open('GET', 'http://[');
					}
					catch (error) {
						log.push(error.name);
					}
					return finished(xhr, log);
				}
				""");
	}

	@Test
	void xhrWhenSentFromReadyStateHandlerThenSameEvents() {
		assertSameAsNative("""
				async () => {
					const xhr = new XMLHttpRequest();
					const log = observe(xhr);
					const end = finished(xhr, log);
					xhr.addEventListener('readystatechange', () => xhr.readyState === 1 && xhr.send(), { once: true });
					xhr.open('POST', '/denied');
					return end;
				}
				""");
	}

	@Test
	void xhrWhenPageHasDefinedPropertiesOfItThenTheyStay() {
		assertSameAsNative("""
				() => {
					const xhr = new XMLHttpRequest();
					Object.defineProperty(xhr, 'status', { value: 299 });
					xhr.getResponseHeader = () => 'mine';
					xhr.open('GET', '/ok');
					return [xhr.status, xhr.getResponseHeader('A')];
				}
				""");
	}

	@Test
	void xhrWhenPageHasDefinedItsOwnGetResponseHeaderThenItIsNotAsked() {
		assertSameAsNative("""
				async () => {
					const log = [];
					const xhr = new XMLHttpRequest();
					const end = new Promise((done) => { xhr.onloadend = done; });
					xhr.getResponseHeader = () => log.push('asked') && '/mine';
					xhr.open('GET', '/denied');
					xhr.send();
					await end;
					return [xhr.status, ...log];
				}
				""");
		assertThat(this.server.logins()).isEmpty();
	}

	@Test
	void xhrWhenPageDispatchesEventThenItsListenersRun() {
		Page page = this.browser.open(this.server.url(StubServer.PAGE));
		page.evaluate(START, "/expired");
		awaitLogin(page);

		page.evaluate("() => { log.length = 0; xhr.dispatchEvent(new Event('progress')); }");

		assertThat(page.evaluate("log.length")).isEqualTo(3);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/expired", "/sentinel", "/data" })
	void xhrWhenHeldIsAbortedThenEventsOfAnAbortUnderWay(String path) {
		this.server.stream("/stream", Answer.status(200).header("Content-Type", "text/css").body("one"), "two");
		String abort = """
				() => {
					log.length = 0;
					xhr.addEventListener('abort', () => {
						log.push([xhr.status, xhr.statusText, xhr.responseText, xhr.getAllResponseHeaders()].join());
					});
					xhr.abort();
					return [...log, xhr.readyState, Object.keys(xhr).length];
				}
				""";
		Page plain = this.browser.open(this.server.url(StubServer.PLAIN_PAGE));
		plain.evaluate(START, "/stream");
		await(plain, "xhr.readyState === 3");
		Page page = this.browser.open(this.server.url(StubServer.PAGE));
		page.evaluate(START, path);
		awaitLogin(page);
		await(page, COMPLETE);

		Object actual = page.evaluate(abort);

		assertThat(actual).isEqualTo(plain.evaluate(abort)).isNotNull();
	}

	@Test
	void xhrWhenHeldIsOpenedAgainThenNewRequestIsUntouched() {
		Page page = this.browser.open(this.server.url(StubServer.PAGE));
		page.evaluate(START, "/expired");
		awaitLogin(page);
		await(page, COMPLETE);

		Object actual = page.evaluate("""
				async () => {
					log.length = 0;
					xhr.open('POST', '/denied');
					xhr.send('draft');
					return finished(xhr, log);
				}
				""");

		Page plain = this.browser.open(this.server.url(StubServer.PLAIN_PAGE));
		plain.evaluate(START, "/denied");
		await(plain, "log.at(-1).startsWith('handler loadend')");
		assertThat(actual).isEqualTo(plain.evaluate("log"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "/expired", "/sentinel" })
	void xhrWhenHeldAndPageComesBackThenEventsOfTheServersAnswer(String path) {
		this.server.page(StubServer.LOGIN, "");
		Page page = this.browser.open(this.server.url(StubServer.PAGE));
		page.evaluate(START, path);
		page.waitForURL("**" + StubServer.LOGIN + "**");

		page.goBack(new Page.GoBackOptions().setWaitUntil(WaitUntilState.COMMIT));

		await(page, "log.at(-1).startsWith('handler loadend')");
		assertThat(
				page.evaluate("log.filter((entry) => / 4 /.test(entry)).map((entry) => entry.split(' ', 4).join(' '))"))
			.isEqualTo(List.of("capture readystatechange 4 403", "listener readystatechange 4 403",
					"handler readystatechange 4 403", "capture load 4 403", "listener load 4 403", "handler load 4 403",
					"capture loadend 4 403", "listener loadend 4 403", "handler loadend 4 403"));
		page.evaluate(START, path);
		page.waitForURL("**" + StubServer.LOGIN + "**");
		assertThat(this.server.logins()).hasSize(2);
	}

	@Test
	void xhrWhenOfSubclassAndLoginRequiredThenHeld() {
		Page page = this.browser.open(this.server.url(StubServer.PAGE));

		page.evaluate("""
				() => {
					class Client extends XMLHttpRequest {
						log = observe(this);
					}
					window.xhr = new Client();
					xhr.open('POST', '/expired');
					xhr.send('draft');
				}
				""");
		awaitLogin(page);

		assertThat(page.evaluate("xhr.log")).isEqualTo(SENT);
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
