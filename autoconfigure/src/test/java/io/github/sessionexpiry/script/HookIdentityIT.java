package io.github.sessionexpiry.script;

import com.microsoft.playwright.Page;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Looks at the hooks as a suspicious page would, and compares with a page that has none.
 */
@Timeout(30)
class HookIdentityIT {

	@RegisterExtension
	final StubServer server = new StubServer();

	@RegisterExtension
	final BrowserExtension browser = new BrowserExtension();

	@Test
	void fetchWhenInspectedThenLooksNative() {
		assertSameAsNative("%s", "fetch.name", "fetch.length", "typeof fetch", "/\\[native code\\]/.test(fetch)",
				"/\\[native code\\]/.test(Function.prototype.toString.call(fetch))", "'prototype' in fetch",
				"Object.getPrototypeOf(fetch) === Function.prototype", "Object.prototype.toString.call(fetch)",
				"Reflect.ownKeys(fetch).join()", "JSON.stringify(Object.getOwnPropertyDescriptors(fetch))",
				"JSON.stringify({ ...Object.getOwnPropertyDescriptor(window, 'fetch'), value: null })",
				"Object.keys(window).includes('fetch')", "fetch === window.fetch");
	}

	@Test
	void xhrWhenInspectedThenLooksNative() {
		assertSameAsNative("%s", "XMLHttpRequest.name", "XMLHttpRequest.length", "typeof XMLHttpRequest",
				"/\\[native code\\]/.test(XMLHttpRequest)", "Reflect.ownKeys(XMLHttpRequest).map(String).join()",
				"Object.getPrototypeOf(XMLHttpRequest) === XMLHttpRequestEventTarget", "XMLHttpRequest.DONE",
				"Reflect.ownKeys(XMLHttpRequest.prototype).map(String).join()",
				"XMLHttpRequest.prototype.constructor === XMLHttpRequest",
				"JSON.stringify({ ...Object.getOwnPropertyDescriptor(window, 'XMLHttpRequest'), value: null })",
				"JSON.stringify({ ...Object.getOwnPropertyDescriptor(XMLHttpRequest, 'prototype'), value: null })",
				"JSON.stringify(['constructor', 'open', 'send', 'abort', 'setRequestHeader'].map((name) =>"
						+ " ({ ...Object.getOwnPropertyDescriptor(XMLHttpRequest.prototype, name), value: null })))",
				"['open', 'send', 'abort', 'setRequestHeader'].map((name) => XMLHttpRequest.prototype[name])"
						+ ".map((f) => [f.name, f.length, 'prototype' in f, /native code/.test(f)].join()).join()",
				"JSON.stringify({ ...Object.getOwnPropertyDescriptor(XMLHttpRequest.prototype, 'upload'), get: null })",
				"[Object.getOwnPropertyDescriptor(XMLHttpRequest.prototype, 'upload').get]"
						+ ".map((f) => [f.name, f.length, 'prototype' in f, /native code/.test(f)].join()).join()",
				"new XMLHttpRequest() instanceof XMLHttpRequest", "new XMLHttpRequest().constructor === XMLHttpRequest",
				"Object.prototype.toString.call(new XMLHttpRequest())", "Reflect.ownKeys(new XMLHttpRequest()).length",
				"Object.getPrototypeOf(new XMLHttpRequest()) === XMLHttpRequest.prototype");
	}

	@Test
	void requestWhenInspectedThenLooksNative() {
		assertSameAsNative("%s", "Request.name", "Request.length", "/\\[native code\\]/.test(Request)",
				"Reflect.ownKeys(Request).map(String).join()", "Object.getPrototypeOf(Request) === Function.prototype",
				"Reflect.ownKeys(Request.prototype).map(String).join()", "Request.prototype.constructor === Request",
				"JSON.stringify({ ...Object.getOwnPropertyDescriptor(window, 'Request'), value: null })",
				"JSON.stringify({ ...Object.getOwnPropertyDescriptor(Request.prototype, 'clone'), value: null })",
				"[Request.prototype.clone].map((f) => [f.name, f.length, 'prototype' in f, /native code/.test(f)].join())"
						+ ".join()",
				"new Request('/') instanceof Request", "new Request('/').constructor === Request",
				"new Request('/').clone() instanceof Request", "Reflect.ownKeys(new Request('/')).length",
				"new (class Mine extends Request {})('/').constructor.name");
	}

	@Test
	void requestWhenMisusedThenThrowsTheSame() {
		assertSameAsNative("""
				(() => {
					try {
						return String(%s);
					}
					catch (error) {
						return [error.constructor.name, error.name, error.message].join();
					}
				})()
				""", "Request('/')", "new Request()", "new Request('http://[')", "new Request('/', 1)",
				"new Request('/', { method: 'B@D' })", "new Request('/', { body: 'x' })",
				"new Request('/', { headers: { 'a b': 'c' } })", "new Request('/', { headers: [['a']] })",
				"new Request('/', { get method() { throw new Error('mine'); } })",
				"new Request('/', { method: 'POST', body: new ReadableStream() })", "Request.prototype.clone.call({})");
	}

	@Test
	void xhrWhenMisusedThenThrowsTheSame() {
		assertSameAsNative("""
				(() => {
					try {
						return String(%s);
					}
					catch (error) {
						return [error.constructor.name, error.name, error.message].join();
					}
				})()
				""", "XMLHttpRequest()", "new XMLHttpRequest.prototype.open()",
				"XMLHttpRequest.prototype.open.call({}, 'GET', '/')", "XMLHttpRequest.prototype.abort.call(undefined)",
				"XMLHttpRequest.prototype.send.call(null)", "XMLHttpRequest.prototype.upload",
				"XMLHttpRequest.prototype.setRequestHeader.call(1, 'a', 'b')", "new XMLHttpRequest().open()",
				"new XMLHttpRequest().open('GET')", "new XMLHttpRequest().open('B@D', '/')",
				"new XMLHttpRequest().open('GET', 'http://[')", "new XMLHttpRequest().open('TRACE', '/')",
				"new XMLHttpRequest().open('GET', { toString() { throw new Error('mine'); } })",
				"new XMLHttpRequest().open('GET', Symbol())", "new XMLHttpRequest().send()",
				"new XMLHttpRequest().setRequestHeader('a', 'b')", "new XMLHttpRequest().abort()");
	}

	@Test
	void xhrWhenSubclassedThenBehavesAsNatively() {
		assertSameAsNative("""
				(() => {
					class Client extends XMLHttpRequest {
						own = 1;
					}
					return %s;
				})()
				""", "new Client() instanceof Client", "new Client() instanceof XMLHttpRequest", "new Client().own",
				"Object.getPrototypeOf(Client) === XMLHttpRequest", "new Client().readyState",
				"new Client().constructor === Client", "Client.DONE",
				"Reflect.construct(XMLHttpRequest, [], Client) instanceof Client");
	}

	private void assertSameAsNative(String template, String... expressions) {
		Page plain = this.browser.open(this.server.url(StubServer.PLAIN_PAGE));
		Page page = this.browser.open(this.server.url(StubServer.PAGE));
		SoftAssertions.assertSoftly((softly) -> {
			for (String expression : expressions) {
				String script = template.replace("%s", expression);
				softly.assertThat(page.evaluate(script)).as(expression).isEqualTo(plain.evaluate(script)).isNotNull();
			}
		});
	}

}
