package io.github.sessionexpiry.script;

import com.microsoft.playwright.Page;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.sessionexpiry.script.StubServer.Answer;
import io.github.sessionexpiry.script.StubServer.Received;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Plain http on a host that is not local, where browsers send no {@code Sec-Fetch-*}.
 */
@Timeout(30)
class InsecureOriginIT {

	private static final String HOST = "app.test";

	@RegisterExtension
	final StubServer server = new StubServer();

	@RegisterExtension
	final BrowserExtension browser = new BrowserExtension();

	@ParameterizedTest
	@ValueSource(strings = { "fetch('/ok')", "fetch('/ok', {})", "fetch('/ok', { headers: { A: 'b' } })",
			"fetch(new Request('/ok'))", "fetch(new Request('/ok', { headers: { A: 'b' } }), {})",
			"fetch(new URL('/ok', location.href), null)", "fetch('/ok', new Request('/ok'))",
			"fetch('/ok', { headers: [['A', 'b']].values() })", "send(['GET', '/ok'])", "send(['GET', '/ok', false])",
			"send(['GET', '/ok'], ['A', 'b'])" })
	void requestWhenInsecureThenNamesItself(String call) {
		Received request = request(HOST, call);

		assertThat(request.header("X-Requested-With")).isEqualTo("XMLHttpRequest");
		assertThat(request.header("A")).isEqualTo(call.contains("b'") ? "b" : null);
		assertThat(request.header("Sec-Fetch-Mode")).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "fetch('/ok', { headers: { A: 'b' } })",
			"fetch(new Request('/ok', { headers: { A: 'b' } }))", "send(['GET', '/ok'], ['A', 'b'])" })
	void requestWhenSecureThenUntouched(String call) {
		Received request = request("localhost", call);

		assertThat(request.header("X-Requested-With")).isNull();
		assertThat(request.header("A")).isEqualTo("b");
		assertThat(request.header("Sec-Fetch-Mode")).isEqualTo("cors");
	}

	@ParameterizedTest
	@ValueSource(strings = { "fetch('/ok', { headers: { 'x-requested-with': 'Mine' } })",
			"fetch(new Request('/ok', { headers: { 'x-requested-with': 'Mine' } }))",
			"send(['GET', '/ok'], ['x-requested-with', 'Mine'])" })
	void requestWhenPageNamesItThenUntouched(String call) {
		assertThat(request(HOST, call).header("X-Requested-With")).isEqualTo("Mine");
	}

	@Test
	void requestWhenNoCorsThenUntouched() {
		assertThat(request(HOST, "fetch('/ok', { mode: 'no-cors' })").header("X-Requested-With")).isNull();
		assertThat(request(HOST, "fetch(new Request('/ok', { mode: 'no-cors' }))").header("X-Requested-With")).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "fetch(url)", "send(['GET', url])" })
	void requestWhenOfAnotherOriginThenUntouched(String call) {
		this.server.page(StubServer.PAGE, "<script src=\"" + StubServer.SCRIPT + "\"></script>", "default-src *");
		this.server.on("/ok", Answer.status(200).cors("*"));
		String script = call.replace("url", "'" + this.server.url("api.test", "/ok") + "'");

		assertThat(request(HOST, script).header("X-Requested-With")).isNull();
		assertThat(this.server.requests("/ok")).extracting(Received::method).containsExactly("GET");
	}

	@ParameterizedTest
	@ValueSource(strings = { "fetch('/ok')", "send(['GET', '/ok'])" })
	void requestWhenPageIsSandboxedThenUntouched(String call) {
		this.server.page(StubServer.PAGE, StubServer.script(""), "sandbox allow-scripts");
		this.server.on("/ok", Answer.status(200).cors("*"));

		assertThat(request(HOST, call).header("X-Requested-With")).isNull();
		assertThat(this.server.requests("/ok")).extracting(Received::method).containsExactly("GET");
	}

	@ParameterizedTest
	@ValueSource(strings = { "fetch('/ok', { method: 'PUT', body: 'draft', headers: { 'Content-Type': 'text/x' } })",
			"fetch(new Request('/ok', { method: 'PUT', body: 'draft', headers: { 'Content-Type': 'text/x' } }))",
			"fetch('/ok', Object.create({ method: 'PUT', body: 'draft', headers: { 'Content-Type': 'text/x' } }))",
			"fetch('/ok', Object.freeze({ method: 'PUT', body: new Blob(['draft'], { type: 'text/x' }) }))",
			"fetch('/ok', { get method() { return 'PUT'; }, body: new Blob(['draft'], { type: 'text/x' }) })" })
	void fetchWhenInsecureThenRestOfRequestIsUntouched(String call) {
		Received request = request(HOST, call);

		assertThat(request.method()).isEqualTo("PUT");
		assertThat(request.body()).isEqualTo("draft");
		assertThat(request.header("Content-Type")).isEqualTo("text/x");
		assertThat(request.header("X-Requested-With")).isEqualTo("XMLHttpRequest");
	}

	@Test
	void fetchWhenInsecureAndRequestThenReferrerIsKept() {
		String referrer = this.server.url(HOST, "/from");
		String call = "fetch(new Request('/ok', { referrer: '/from', referrerPolicy: 'unsafe-url' }))";

		assertThat(request(HOST, call).header("Referer")).isEqualTo(referrer);
		assertThat(request(HOST, "fetch(new Request('/ok', { referrerPolicy: 'no-referrer' }))").header("Referer"))
			.isNull();
	}

	@Test
	void fetchWhenInsecureThenArgumentsOfPageAreUntouched() {
		Page page = this.browser.open(this.server.url(HOST, StubServer.PAGE));

		Object actual = page.evaluate("""
				async () => {
					const init = { headers: new Headers({ A: 'b' }) };
					const request = new Request('/ok', { method: 'POST', body: 'draft' });
					await fetch('/ok', init);
					await fetch(request);
					return [...init.headers].join() + [...request.headers.keys()].join() + request.bodyUsed;
				}
				""");

		assertThat(actual).isEqualTo("a,bcontent-typetrue");
	}

	@Test
	void requestWhenInsecureAndWrongThenSameErrors() {
		String script = """
				async () => {
					const log = [];
					for (const args of [['/ok', { headers: { 'a b': 'c' } }], ['/ok', { method: 'GET', body: 'x' }], ['/ok', 1]]) {
						await fetch(...args).catch((error) => log.push(String(error)));
					}
					const xhr = new XMLHttpRequest();
					for (const wrong of [() => xhr.send(), () => xhr.setRequestHeader('a', 'b'),
						() => xhr.open('GET', '/ok') || xhr.setRequestHeader('a b', 'c'), () => xhr.setRequestHeader('a')]) {
						try {
							wrong();
						}
						catch (error) {
							log.push(String(error));
						}
					}
					return log;
				}
				""";
		Object expected = this.browser.open(this.server.url(HOST, StubServer.PLAIN_PAGE)).evaluate(script);

		Object actual = this.browser.open(this.server.url(HOST, StubServer.PAGE)).evaluate(script);

		assertThat(actual).isEqualTo(expected).isNotNull();
	}

	private Received request(String host, String call) {
		Page page = this.browser.open(this.server.url(host, StubServer.PAGE));
		page.evaluate("""
				async () => {
					const send = (open, header) => new Promise((resolve) => {
						const xhr = new XMLHttpRequest();
						xhr.onloadend = resolve;
						xhr.open(...open);
						header && xhr.setRequestHeader(...header);
						xhr.send();
					});
					await %s;
				}
				""".formatted(call));
		page.close();
		return this.server.requests("/ok").get(this.server.requests("/ok").size() - 1);
	}

}
