package io.github.sessionexpiry.script;

import java.util.Arrays;
import java.util.List;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.WaitForSelectorState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.sessionexpiry.script.StubServer.Answer;
import io.github.sessionexpiry.script.StubServer.Received;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What becomes of held requests when the user is logged in again.
 */
@Timeout(60)
class ReplayIT {

	private static final String TOKEN = "'X-CSRF-TOKEN': 'old'";

	/** Sends the same as fetch does, by XMLHttpRequest. */
	private static final String XHR = """
			window.send = (url, { method = 'GET', headers = {}, body } = {}) => new Promise((resolve) => {
				const xhr = new XMLHttpRequest();
				xhr.onloadend = () => resolve(xhr);
				xhr.open(method, url);
				Object.entries(headers).forEach(([name, value]) => xhr.setRequestHeader(name, value));
				xhr.send(body);
			});
			""";

	@RegisterExtension
	final StubServer server = new StubServer();

	@RegisterExtension
	final BrowserExtension browser = new BrowserExtension();

	@ParameterizedTest
	@ValueSource(strings = { "fetch", "send" })
	void requestWhenLoggedInAgainThenSentOnceMoreAndPageGetsTheAnswer(String send) {
		Page page = expired("");
		page.evaluate("() => { window.answer = %s('/save', { method: 'POST', body: 'draft' }); }".formatted(send));
		page.getByRole(AriaRole.DIALOG).waitFor();

		logInAgain(page);

		assertThat(page.evaluate("answer.then(({ status }) => status)")).isEqualTo(200);
		assertThat(this.server.requests(StubServer.SAVE)).extracting(Received::body).containsExactly("draft", "draft");
		assertThat(this.server.requests(StubServer.SAVE)).extracting((request) -> request.header("Session-Expiry-User"))
			.containsExactly(null, "alice");
		page.getByRole(AriaRole.DIALOG).waitFor(hidden());
	}

	@ParameterizedTest
	@ValueSource(strings = { "fetch('/save', { method: 'PUT', headers: { 'A': 'b' }, body: 'draft' })",
			"fetch('/save', { method: 'PUT', headers: [['A', 'b']], body: new Blob(['draft']) })",
			"fetch('/save', { method: 'PUT', headers: [['A', 'b']].values(), body: new TextEncoder().encode('draft') })",
			"fetch('/save', { method: 'PUT', headers: new Headers({ A: 'b' }), body: new TextEncoder().encode('draft').buffer })",
			"fetch(new URL('/save', location.href), Object.freeze({ method: 'PUT', headers: { A: 'b' }, body: 'draft' }))",
			"fetch(new Request('/save', { method: 'PUT', headers: { A: 'b' }, body: 'draft' }))",
			"fetch(new Request('/save', { method: 'PUT', headers: { A: 'b' }, body: 'draft' }).clone())",
			"fetch(new Request(new Request('/save', { method: 'PUT', body: 'draft' }), { headers: { 'A': 'b', 'Content-Type': 'text/x' } }))",
			"fetch(new Request('/save', { method: 'POST', headers: { A: 'b' }, body: 'other' }), { method: 'PUT', body: 'draft' })",
			"send('/save', { method: 'PUT', headers: { A: 'b' }, body: 'draft' })",
			"send('/save', { method: 'PUT', headers: { A: 'b' }, body: new TextEncoder().encode('-draft-').subarray(1, 6) })",
			"send('/save', { method: 'PUT', headers: { A: 'b' }, body: new Blob(['draft']) })" })
	void replayThenSameRequest(String call) {
		Page page = expired("");
		page.evaluate("() => { window.answer = %s; }".formatted(call));
		page.getByRole(AriaRole.DIALOG).waitFor();

		logInAgain(page);
		page.evaluate("answer.then(() => true)");

		List<Received> requests = this.server.requests(StubServer.SAVE);
		assertThat(requests).hasSize(2).allSatisfy((request) -> {
			assertThat(request.method()).isEqualTo("PUT");
			assertThat(request.body()).isEqualTo("draft");
			assertThat(request.header("A")).isEqualTo("b");
		});
		assertThat(requests.get(1).header("Content-Type")).isEqualTo(requests.get(0).header("Content-Type"));
		assertThat(requests.get(1).header("Referer")).isEqualTo(requests.get(0).header("Referer"));
	}

	@Test
	void replayWhenPageHasChangedWhatItSentThenAsItWasSent() {
		Page page = expired("");
		page.evaluate("""
				() => {
					const headers = new Headers({ A: 'b' });
					const bodies = [new URLSearchParams({ a: 'b' }), new TextEncoder().encode('draft'), new FormData()];
					bodies[2].set('a', 'b');
					const init = { method: 'POST', headers };
					window.answers = bodies.flatMap((body) => {
						init.body = body;
						return [fetch('/save', init), send('/save', { method: 'POST', body })];
					});
					headers.set('A', 'c');
					bodies[0].set('a', 'c');
					bodies[1][0] = 65;
					bodies[2].set('a', 'c');
					init.method = 'DELETE';
				}
				""");
		page.getByRole(AriaRole.DIALOG).waitFor();

		logInAgain(page);
		page.evaluate("Promise.all(answers).then(() => true)");

		List<Received> requests = this.server.requests(StubServer.SAVE);
		assertThat(requests).hasSize(12).allSatisfy((request) -> {
			assertThat(request.method()).isEqualTo("POST");
			assertThat(request.header("A")).isIn(null, "b");
			assertThat(request.body()).containsAnyOf("a=b", "draft", "name=\"a\"\r\n\r\nb\r\n");
		});
	}

	@Test
	void replayThenInTheOrderOfSendingHoweverTheAnswersCame() {
		this.server.stream("/slow", Answer.text("LOGIN_"), "REQUIRED");
		Page page = expired("");
		page.evaluate("""
				() => {
					window.answers = [fetch('/slow', { method: 'POST' }), send('/save', { method: 'POST', body: '1' }),
						fetch('/save', { method: 'POST', body: '2' }), fetch('/save?3')];
				}
				""");
		page.getByRole(AriaRole.DIALOG).waitFor();
		page.evaluate("fetch('/slow/next').then(() => true)");
		page.getByText("3 changes are waiting").waitFor();
		this.server.alias("/slow", StubServer.SAVE);
		int before = this.server.requests().size();

		logInAgain(page);
		page.evaluate("Promise.all(answers).then(() => true)");

		assertThat(this.server.requests().subList(before, this.server.requests().size()))
			.extracting((request) -> request.target() + request.body())
			.containsSubsequence("/slow", "/save1", "/save2", "/save?3");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					{ method: 'POST', headers: { TOKEN }, body: '_csrf=old' }                                                        | _csrf=old
					{ method: 'POST', body: new URLSearchParams({ a: '1', _csrf: 'old', b: '&' }) }                               | a=1&_csrf=new&b=%26
					{ method: 'POST', headers: { 'Content-Type': 'application/x-www-form-urlencoded' }, body: 'a=%20&_csrf=old&b' } | a=%20&_csrf=new&b
					{ method: 'POST', headers: { 'Content-Type': 'application/x-www-form-urlencoded' }, body: 'x_csrf=old' }      | x_csrf=old
					""")
	void replayWhenTokenThenNewTokenWhereTheOldOneWas(String init, String body) {
		for (String send : new String[] { "fetch('/save', %s)", "send('/save', %s)",
				"fetch(new Request('/save', %s))" }) {
			Page page = expired("");
			page.evaluate("() => { window.answer = %s; }".formatted(send).formatted(init.replace("TOKEN", TOKEN)));
			page.getByRole(AriaRole.DIALOG).waitFor();

			logInAgain(page);
			page.evaluate("answer.then(() => true)");

			Received replayed = last(StubServer.SAVE);
			assertThat(replayed.body()).isEqualTo(body);
			assertThat(replayed.header("X-CSRF-TOKEN")).isEqualTo(init.contains("TOKEN") ? "new" : null);
			page.close();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "fetch('/save?_csrf=old&a', { method: 'POST', body: form })",
			"send('/save?_csrf=old&a', { method: 'POST', body: form })",
			"fetch(new Request('/save?_csrf=old&a', { method: 'POST', body: form }))" })
	void replayWhenMultipartThenNewTokenInIt(String call) {
		Page page = expired("");
		page.evaluate("""
				() => {
					const form = new FormData();
					form.append('_csrf', 'old');
					form.append('file', new File(['bytes'], 'notes.txt', { type: 'text/plain' }));
					form.append('a', 'old');
					window.answer = %s;
				}
				""".formatted(call));
		page.getByRole(AriaRole.DIALOG).waitFor();

		logInAgain(page);
		page.evaluate("answer.then(() => true)");

		Received replayed = last(StubServer.SAVE);
		assertThat(replayed.target()).isEqualTo("/save?_csrf=new&a");
		assertThat(replayed.body()).contains("name=\"_csrf\"\r\n\r\nnew\r\n")
			.contains("filename=\"notes.txt\"\r\nContent-Type: text/plain\r\n\r\nbytes\r\n")
			.contains("name=\"a\"\r\n\r\nold\r\n");
		String boundary = replayed.header("Content-Type").replaceFirst(".*boundary=", "");
		assertThat(replayed.body()).startsWith("--" + boundary);
	}

	@Test
	void replayWhenScriptSendsTheCookieThenTheNewCookie() {
		this.server.logIn("alice");
		Page page = open("");
		page.evaluate("() => { document.cookie = 'XSRF-TOKEN=0123456789'; }");
		this.server.logOut();
		page.evaluate("""
				() => {
					window.answer = fetch('/save', { method: 'POST', headers: { 'X-CSRF-TOKEN': '0123456789' },
						body: new URLSearchParams({ _csrf: 'masked' }) });
				}
				""");
		page.getByRole(AriaRole.DIALOG).waitFor();
		page.evaluate("() => { document.cookie = 'XSRF-TOKEN=9876543210'; }");

		logInAgain(page);
		page.evaluate("answer.then(() => true)");

		assertThat(last(StubServer.SAVE).header("X-CSRF-TOKEN")).isEqualTo("9876543210");
		assertThat(last(StubServer.SAVE).body()).isEqualTo("_csrf=new");
	}

	@Test
	void restoreThenNewTokenInThePage() {
		this.server.logIn("alice");
		this.server.page("/form", StubServer.script("") + "<meta name=\"_csrf\" content=\"old\">"
				+ "<meta name=\"other\" content=\"old\"><form><input type=\"hidden\" name=\"_csrf\" value=\"old\">"
				+ "<input name=\"_csrf\" value=\"typed\"></form>"
				+ "<form action=\"https://example.org\"><input type=\"hidden\" name=\"_csrf\" value=\"old\"></form>");
		Page page = this.browser.open(this.server.url("/form"));
		awaitUserIsKnown(page);
		this.server.logOut();
		page.evaluate("() => { window.answer = fetch('/save'); }");
		page.getByRole(AriaRole.DIALOG).waitFor();

		logInAgain(page);
		page.evaluate("answer.then(() => true)");

		assertThat(page.evaluate("[...document.querySelectorAll('meta')].map(({ content }) => content)"))
			.isEqualTo(List.of("new", "old"));
		assertThat(page.evaluate("[...document.querySelectorAll('input')].map(({ value }) => value)"))
			.isEqualTo(List.of("new", "typed", "old"));
	}

	@Test
	void xhrWhenReplayedThenEventsAsWithoutAnExpiry() {
		String start = """
				() => {
					window.xhr = new XMLHttpRequest();
					window.log = observe(xhr);
					window.end = finished(xhr, log);
					xhr.open('POST', '/save');
					xhr.responseType = 'json';
					xhr.timeout = 60000;
					xhr.send('draft');
				}
				""";
		String end = "end.then((log) => [...log, xhr.status, JSON.stringify(xhr.response), xhr.timeout, Object.getOwnPropertyNames(xhr).filter((name) => !name.startsWith('on')).join()])";
		Page page = expired("");
		page.evaluate(start);
		page.getByRole(AriaRole.DIALOG).waitFor();
		assertThat(page.evaluate("[xhr.readyState, xhr.status, xhr.response, xhr.getResponseHeader('login_url')]"))
			.isEqualTo(Arrays.asList(1, 0, null, null));

		logInAgain(page);

		Object actual = page.evaluate(end);
		Page plain = this.browser.open(this.server.url(StubServer.PLAIN_PAGE));
		plain.evaluate(start);
		assertThat(actual).isEqualTo(plain.evaluate(end));
	}

	@ParameterizedTest
	@ValueSource(strings = {
			"fetch('/save', { method: 'POST', body: new Blob(['draft']).stream(), duplex: 'half' }).then(({ status }) => status, () => 403)",
			"fetch('/save', { method: 'POST', body: 'draft', keepalive: true }).then(({ status }) => status)",
			"fetch('/save', { method: 'POST', body: new Uint8Array(11) }).then(({ status }) => status)",
			"fetch(new Request('/save', { method: 'POST', body: new Uint8Array(11) })).then(({ status }) => status)",
			"fetch(new Request('/save', { method: 'POST', body: new Blob(['x']).stream(), duplex: 'half' })).then(({ status }) => status, () => 403)",
			"send('/save', { method: 'POST', body: new ArrayBuffer(11) }).then(({ status }) => status)",
			"send('/save', { method: 'POST', body: document.implementation.createDocument(null, 'a') }).then(({ status }) => status)",
			"fetch('/save/logout', { method: 'POST' }).then(({ status }) => status)" })
	void requestWhenItCannotBeSentTwiceThenReleased(String call) {
		this.server.alias("/save/logout", StubServer.SAVE);
		Page page = expired("data-max-body=\"10\"");
		page.evaluate("() => { window.status = Promise.resolve(%s); send('/expired?other'); window.answer = status; }"
			.formatted(call)
			.replace("window.status", "const status"));
		page.getByRole(AriaRole.DIALOG).waitFor();
		page.waitForCondition(() -> !this.server.requests("/expired").isEmpty());

		logInAgain(page);

		assertThat(page.evaluate("answer")).isEqualTo(403);
		assertThat(this.server.requests(StubServer.SAVE).size() + this.server.requests("/save/logout").size())
			.isLessThanOrEqualTo(1);
	}

	@ParameterizedTest
	@CsvSource({ "all, 200, 200", "safe, 200, 403", "none, 403, 403" })
	void replayWhenPolicyThenOnlyWhatItAllows(String policy, int read, int write) {
		Page page = expired("data-replay=\"" + policy + "\"");
		page.evaluate("""
				() => {
					window.answers = [fetch('/save'), send('/save'), fetch('/save', { method: 'POST' }),
						send('/save', { method: 'POST' }), fetch(new Request('/save', { method: 'POST', body: 'x' }))];
				}
				""");
		page.getByRole(AriaRole.DIALOG).waitFor();

		logInAgain(page);

		assertThat(page.evaluate("Promise.all(answers).then((all) => all.map(({ status }) => status))"))
			.isEqualTo(List.of(read, read, write, write, write));
	}

	@Test
	void writeWhenHeldTooLongThenReleasedAndReadStaysHeld() {
		Page page = expired("data-max-hold=\"0s\"");

		page.evaluate("""
				() => {
					window.write = fetch('/save', { method: 'POST' });
					window.read = fetch('/save');
				}
				""");

		assertThat(page.evaluate("write.then(({ status }) => status)")).isEqualTo(403);
		page.getByRole(AriaRole.DIALOG).waitFor();
		logInAgain(page);
		assertThat(page.evaluate("read.then(({ status }) => status)")).isEqualTo(200);
		assertThat(this.server.requests(StubServer.SAVE)).extracting(Received::method)
			.containsExactlyInAnyOrder("POST", "GET", "GET");
	}

	@Test
	void requestWhenAbortedWhileHeldThenNotSentAgain() {
		Page page = expired("");
		page.evaluate("""
				() => {
					window.controller = new AbortController();
					window.xhr = new XMLHttpRequest();
					window.log = observe(xhr);
					xhr.open('POST', '/save?aborted');
					xhr.send();
					window.answers = [
						fetch('/save?aborted', { method: 'POST', signal: controller.signal }).catch(({ name }) => name),
						fetch('/save').then(({ status }) => status)];
				}
				""");
		page.getByText("2 changes are waiting").waitFor();

		page.evaluate("() => { log.length = 0; controller.abort(); xhr.abort(); }");
		page.getByText("changes are waiting").waitFor(hidden());
		logInAgain(page);

		assertThat(page.evaluate("Promise.all(answers)")).isEqualTo(List.of("AbortError", 200));
		assertThat(page.evaluate("log.filter((entry) => entry.startsWith('listener'))"))
			.isEqualTo(List.of("listener readystatechange 4 0", "listener abort 4 0 0 0", "listener loadend 4 0 0 0"));
		assertThat(this.server.requests(StubServer.SAVE)).extracting(Received::target)
			.containsExactlyInAnyOrder("/save?aborted", "/save?aborted", "/save", "/save");
	}

	@Test
	void xhrWhenItsTimeIsOverWhileHeldThenTimesOutAsNatively() {
		String start = """
				(path) => {
					window.xhr = new XMLHttpRequest();
					window.log = observe(xhr);
					xhr.open('POST', path);
					xhr.timeout = 300;
					xhr.send('draft');
					return finished(xhr, log).then((log) => [...log, xhr.readyState, xhr.status, xhr.responseText]);
				}
				""";
		Object expected = this.browser.open(this.server.url(StubServer.PLAIN_PAGE)).evaluate(start, "/never");
		Page page = expired("");

		Object actual = page.evaluate(start, StubServer.SAVE);

		assertThat(actual).isEqualTo(expected);
		logInAgain(page);
		page.getByRole(AriaRole.DIALOG).waitFor(hidden());
		assertThat(this.server.requests(StubServer.SAVE)).hasSize(1);
	}

	@ParameterizedTest
	@ValueSource(strings = { "fetch", "send" })
	void requestWhenTokenIsStaleThenSentOnceMoreWithoutADialog(String send) {
		this.server.logIn("alice");
		stale("/stale", 1);
		Page page = open("");

		Object status = page.evaluate(
				"%s('/stale', { method: 'POST', headers: { 'X-CSRF-TOKEN': 'old' } }).then(({ status }) => status)"
					.formatted(send));

		assertThat(status).isEqualTo(200);
		assertThat(this.server.requests("/stale")).extracting((request) -> request.header("X-CSRF-TOKEN"))
			.containsExactly("old", "new");
		assertThat(page.getByRole(AriaRole.DIALOG).count()).isZero();
	}

	@Test
	void requestWhenTokenIsStillStaleThenPageGetsTheSecondAnswer() {
		this.server.logIn("alice");
		stale("/stale", 9);
		Page page = open("");

		assertThat(page.evaluate("fetch('/stale', { method: 'POST' }).then(({ status }) => status)")).isEqualTo(403);
		assertThat(this.server.requests("/stale")).hasSize(2);
	}

	@Test
	void requestWhenTokenIsStaleAndServerIsGoneThenPageGetsTheAnswer() {
		this.server.logIn("alice");
		stale("/stale", 1);
		Page page = open("");
		this.server.on(StubServer.EXTEND, Answer.status(503));

		assertThat(page.evaluate("fetch('/stale', { method: 'POST' }).then(({ status }) => status)")).isEqualTo(403);
		assertThat(this.server.requests("/stale")).hasSize(1);
	}

	@Test
	void requestWhenTokenIsStaleAndUserIsAnotherThenNotSentAgain() {
		this.server.logIn("alice");
		stale("/stale", 1);
		Page page = open("data-user=\"alice\"");
		this.server.logIn("bob");

		assertThat(page.evaluate("fetch('/stale', { method: 'POST' }).then(({ status }) => status)")).isEqualTo(403);
		page.getByText("Another user is logged in").waitFor();
		assertThat(this.server.requests("/stale")).hasSize(1);
	}

	@Test
	void logOutOfThePageThenNotTakenForAnExpiry() {
		this.server.on("/logout", Answer.redirect("/login?logout"));
		this.server.on("/login", Answer.status(200).header("IsLoginPage", "1").body("bye"));
		Page page = expired("");

		assertThat(page.evaluate("fetch('/logout', { method: 'POST' }).then((response) => response.text())"))
			.isEqualTo("bye");
	}

	@Test
	void manyRequestsWhenLoggedInAgainThenEachOnceMore() {
		Page page = expired("");
		page.evaluate("""
				() => {
					window.answers = Array.from({ length: 500 }, (_, i) => (i % 2 ? send : fetch)(`/save?${i}`,
						{ method: i % 5 ? 'GET' : 'POST', headers: { A: 'b' } }));
				}
				""");
		page.getByText("100 changes are waiting").waitFor();

		logInAgain(page);

		assertThat(
				page.evaluate("Promise.all(answers).then((all) => all.filter(({ status }) => status === 200).length)"))
			.isEqualTo(500);
		assertThat(this.server.requests(StubServer.SAVE)).extracting(Received::target).hasSize(1000);
		assertThat(this.server.requests(StubServer.SAVE).stream().map(Received::target).distinct()).hasSize(500);
	}

	private Page expired(String attributes) {
		this.server.logIn("alice");
		Page page = open(attributes);
		this.server.logOut();
		return page;
	}

	private Page open(String attributes) {
		this.server.page("/replay", StubServer.script(attributes));
		this.browser.addInitScript(XHR);
		Page page = this.browser.open(this.server.url("/replay"));
		if (!attributes.contains("data-user")) {
			awaitUserIsKnown(page);
		}
		return page;
	}

	private void awaitUserIsKnown(Page page) {
		page.evaluate("sessionExpiry.status().then(() => true)");
	}

	private void logInAgain(Page page) {
		this.server.logIn("alice");
		page.evaluate("() => new BroadcastChannel('session-expiry').postMessage({ type: 'logged-in' })");
	}

	private void stale(String path, int times) {
		this.server.on(path, (exchange) -> {
			Answer answer = (this.server.requests(path).size() > times) ? Answer.status(200)
					: Answer.status(403).header("csrf_refresh", StubServer.EXTEND);
			answer.handle(exchange);
		});
	}

	private Received last(String path) {
		List<Received> requests = this.server.requests(path);
		return requests.get(requests.size() - 1);
	}

	private static Locator.WaitForOptions hidden() {
		return new Locator.WaitForOptions().setState(WaitForSelectorState.HIDDEN);
	}

}
