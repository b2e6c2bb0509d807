package io.github.sessionexpiry.script;

import java.util.ArrayList;
import java.util.List;

import com.microsoft.playwright.Page;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the script needs from the page and leaves in it: next to nothing.
 */
@Timeout(30)
class PageSafetyIT {

	@RegisterExtension
	final StubServer server = new StubServer();

	@RegisterExtension
	final BrowserExtension browser = new BrowserExtension();

	@Test
	void scriptWhenContentSecurityPolicyIsStrictThenNoViolation() {
		Page page = this.browser.open(this.server.url(StubServer.PAGE));

		page.evaluate("() => void fetch('/expired')");
		page.waitForCondition(() -> !this.server.logins().isEmpty());

		assertThat(page.evaluate("violations")).isEqualTo(List.of());
	}

	@Test
	void pageWhenItViolatesContentSecurityPolicyThenViolationIsSeen() {
		Page page = this.browser.open(this.server.url(StubServer.PAGE));

		page.evaluate("""
				() => {
					try {
						document.body.innerHTML = '<b>';
					}
					catch {
						document.body.setAttribute('style', 'color: red');
					}
				}
				""");

		page.waitForCondition(() -> (Boolean) page.evaluate("violations.length === 2"));
	}

	@Test
	void scriptWhenLoadedThenAddsOneGlobal() {
		String globals = "Reflect.ownKeys(window).map(String).filter((name) => !/^__pw|^\\d/.test(name)).sort().join()";
		String expected = (String) this.browser.open(this.server.url(StubServer.PLAIN_PAGE)).evaluate(globals);

		String actual = (String) this.browser.open(this.server.url(StubServer.PAGE)).evaluate(globals);

		List<String> added = new ArrayList<>(List.of(actual.split(",")));
		added.removeAll(List.of(expected.split(",")));
		assertThat(added).containsExactly("sessionExpiry");
	}

	@Test
	void scriptWhenLoadedTwiceThenHooksOnce() {
		Page page = this.browser.open(this.server.url(StubServer.PAGE));

		Object same = page.evaluate("""
				async (src) => {
					const before = [fetch, XMLHttpRequest, XMLHttpRequest.prototype.open, sessionExpiry];
					const script = document.createElement('script');
					const policy = trustedTypes.createPolicy('test', { createScriptURL: (url) => url });
					script.src = policy.createScriptURL(src);
					document.head.append(script);
					await new Promise((resolve) => script.onload = resolve);
					const after = [fetch, XMLHttpRequest, XMLHttpRequest.prototype.open, sessionExpiry];
					return before.every((value, i) => value === after[i]);
				}
				""", StubServer.SCRIPT);

		assertThat(same).isEqualTo(true);
		assertThat(this.server.requests(StubServer.SCRIPT)).hasSize(2);
	}

	@Test
	void scriptWhenElementHasItsNameThenStillLoads() {
		this.server.page("/clobbered",
				"<link id=\"sessionExpiry\"><script src=\"" + StubServer.SCRIPT + "\"></script>");

		Page page = this.browser.open(this.server.url("/clobbered"));

		assertThat(page.evaluate("typeof sessionExpiry.stop")).isEqualTo("function");
	}

	@Test
	void scriptWhenAnotherPatchIsBelowThenItStaysInPlace() {
		this.browser.addInitScript("""
				const native = window.fetch;
				window.fetch = (...args) => args[0] === 'mock' ? ({ then: 1 }) : native(...args);
				""");
		Page page = this.browser.open(this.server.url(StubServer.PAGE));

		assertThat(page.evaluate("fetch('mock').then")).isEqualTo(1);
		assertThat(page.evaluate("fetch('/denied').then((response) => response.status)")).isEqualTo(403);
	}

	@Test
	void stopWhenCalledThenNativesAreBack() {
		this.browser.addInitScript("""
				window.native = [fetch, XMLHttpRequest, ...['open', 'send', 'abort', 'setRequestHeader', 'constructor']
					.map((name) => XMLHttpRequest.prototype[name])];
				""");
		Page page = this.browser.open(this.server.url("app.test", StubServer.PAGE));
		String restored = """
				() => [fetch, XMLHttpRequest, ...['open', 'send', 'abort', 'setRequestHeader', 'constructor']
					.map((name) => XMLHttpRequest.prototype[name])].map((value, i) => value === native[i])
				""";

		Object before = page.evaluate(restored);
		page.evaluate("sessionExpiry.stop()");

		assertThat(before).isEqualTo(List.of(false, false, false, false, false, false, false));
		assertThat(page.evaluate(restored)).isEqualTo(List.of(true, true, true, true, true, true, true));
		assertThat(page.evaluate("fetch('/expired').then((response) => response.status)")).isEqualTo(403);
		assertThat(this.server.logins()).isEmpty();
	}

	@Test
	void stopWhenPatchedOverThenPatchStaysAndHookIsInert() {
		Page page = this.browser.open(this.server.url("app.test", StubServer.PAGE));

		Object actual = page.evaluate("""
				async () => {
					const log = [];
					const hookedFetch = window.fetch;
					const patchedFetch = window.fetch = (...args) => log.push('fetch') && hookedFetch(...args);
					const { open } = XMLHttpRequest.prototype;
					XMLHttpRequest.prototype.open = function (...args) {
						log.push('open');
						return Reflect.apply(open, this, args);
					};
					const HookedXhr = window.XMLHttpRequest;
					window.XMLHttpRequest = class extends HookedXhr {};
					const early = new XMLHttpRequest();
					sessionExpiry.stop();
					const { status } = await fetch('/expired');
					log.push(window.fetch === patchedFetch, status);
					for (const xhr of [early, new XMLHttpRequest()]) {
						xhr.open('GET', '/expired');
						xhr.send();
						await new Promise((resolve) => xhr.onload = resolve);
						log.push(xhr.status);
					}
					return log;
				}
				""");

		assertThat(actual).isEqualTo(List.of("fetch", true, 403, "open", 403, "open", 403));
		assertThat(this.server.logins()).isEmpty();
		assertThat(this.server.requests("/expired"))
			.allSatisfy((request) -> assertThat(request.header("X-Requested-With")).isNull());
	}

	@Test
	void stopWhenRequestsAreHeldThenGivesServersAnswer() {
		Page page = this.browser.open(this.server.url(StubServer.PAGE));
		page.evaluate("""
				() => {
					window.seen = [];
					fetch('/expired').then((response) => seen.push(response.status));
				}
				""");
		page.waitForCondition(() -> !this.server.logins().isEmpty());

		page.evaluate("sessionExpiry.stop()");

		assertThat(page.evaluate("seen")).isEqualTo(List.of(403));
	}

	@Test
	void stopWhenRequestIsUnderWayThenGivesServersAnswer() {
		this.server.stream("/slow", StubServer.Answer.text("LOGIN_"), "REQUIRED");
		Page page = this.browser.open(this.server.url(StubServer.PAGE));

		Object text = page.evaluate("""
				async () => {
					const text = fetch('/slow').then((response) => response.text());
					sessionExpiry.stop();
					await fetch('/slow/next');
					return text;
				}
				""");

		assertThat(text).isEqualTo("LOGIN_REQUIRED");
		assertThat(this.server.logins()).isEmpty();
	}

}
