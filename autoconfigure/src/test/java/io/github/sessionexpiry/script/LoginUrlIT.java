package io.github.sessionexpiry.script;

import java.net.URI;

import com.microsoft.playwright.Page;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.sessionexpiry.script.StubServer.Answer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Where the browser goes to log in.
 */
@Timeout(30)
class LoginUrlIT {

	private static final String EVIL = "evil.test";

	private static final String API = "api.test";

	private static final String FALLBACK = StubServer.LOGIN + "?continue=%2Fshop%2Fpage%3Fa%3D1%26b%3D2%23part";

	@RegisterExtension
	final StubServer server = new StubServer();

	@RegisterExtension
	final BrowserExtension browser = new BrowserExtension();

	@BeforeEach
	void setUp() {
		this.server.page(StubServer.PAGE, StubServer.script("data-mode=\"redirect\""), "default-src *");
		this.server.page(StubServer.LOGIN, "");
		this.server.page("/login", "");
	}

	@ParameterizedTest
	@CsvSource({ "/login, /login", "/login?a=%20b, /login?a=%20b",
			"/login?continue=%2Freferer, /login?continue=%2Fshop%2Fpage%3Fa%3D1%26b%3D2%23part",
			"/login?x=1&continue=%2Fa&continue=%2Fb, /login?x=1&continue=%2Fshop%2Fpage%3Fa%3D1%26b%3D2%23part",
			"../login, /login" })
	void loginUrlWhenOfSameOriginThenContinuesOnCurrentPage(String value, String expected) {
		loginRequired("/expired", value);

		assertLeadsTo(this.server.url("/expired"), this.server.url(expected));
	}

	@Test
	void loginUrlWhenAbsoluteOfSameOriginThenContinuesOnCurrentPage() {
		loginRequired("/expired", this.server.url("/login?continue=/"));

		assertLeadsTo(this.server.url("/expired"),
				this.server.url("/login?continue=%2Fshop%2Fpage%3Fa%3D1%26b%3D2%23part"));
	}

	@Test
	void loginUrlWhenSpelledOutOfAnotherOriginFromOwnServerThenVerbatim() {
		String identityProvider = this.server.url("idp.test", "/login?continue=%2Fapp");
		loginRequired("/expired", identityProvider);

		assertLeadsTo(this.server.url("/expired"), identityProvider);
	}

	@ParameterizedTest
	@ValueSource(strings = { "javascript:alert(1)", "JavaScript:alert(1)", "java\tscript:alert(1)",
			"data:text/html,evil", "vbscript:x", "blob:http://evil.test/1", "file:///etc/passwd", "about:blank",
			"ftp://evil.test/", "//evil.test:PORT/login", "///evil.test:PORT/login", "/\\evil.test:PORT/login",
			"\\\\evil.test:PORT/login", "/\t/evil.test:PORT/login", "https:evil.test", "http:/\\evil.test:PORT/login",
			"http:\\\\evil.test:PORT/login", "http:///evil.test:PORT/login", "http://[", "http://user@", "" })
	void loginUrlWhenHostileFromOwnServerThenLoginEndpoint(String value) {
		loginRequired("/expired", value.replace("PORT", String.valueOf(port())));

		assertLeadsTo(this.server.url("/expired"), this.server.url(FALLBACK));
	}

	@Test
	void loginUrlWhenOfThirdOriginFromOtherServerThenLoginEndpoint() {
		loginRequired("/expired", this.server.url(EVIL, "/login"));

		assertLeadsTo(this.server.url(API, "/expired"), this.server.url(FALLBACK));
	}

	@Test
	void loginUrlWhenOfOtherServerItselfThenVerbatim() {
		String login = this.server.url(API, "/login?continue=%2Fapp");
		loginRequired("/expired", login);

		assertLeadsTo(this.server.url(API, "/expired"), login);
	}

	@Test
	void loginUrlWhenOfPageFromOtherServerThenContinuesOnCurrentPage() {
		loginRequired("/expired", this.server.url("/login?continue=%2Fapp"));

		assertLeadsTo(this.server.url(API, "/expired"),
				this.server.url("/login?continue=%2Fshop%2Fpage%3Fa%3D1%26b%3D2%23part"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "fetch", "xhr" })
	void loginUrlWhenNotExposedByOtherServerThenUntouched(String api) {
		this.server.on("/expired", Answer.status(403).header("login_url", "/login").cors("other").body("no"));
		this.server.on("/sentinel", Answer.text("LOGIN_REQUIRED").cors("Content-Length"));
		Page page = this.browser.open(this.server.url(StubServer.PAGE));
		StringBuilder console = new StringBuilder();
		page.onConsoleMessage((message) -> console.append(message.text()));

		for (String path : new String[] { "/expired", "/sentinel" }) {
			String text = (String) page.evaluate("""
					async ([api, url]) => {
						if (api === 'fetch') {
							return (await fetch(url)).text();
						}
						const xhr = new XMLHttpRequest();
						xhr.open('GET', url);
						xhr.send();
						await new Promise((resolve) => xhr.onload = resolve);
						return xhr.responseText;
					}
					""", new String[] { api, this.server.url(API, path) });
			assertThat(text).isEqualTo(path.equals("/expired") ? "no" : "LOGIN_REQUIRED");
		}
		assertThat(console).doesNotContain("unsafe header");
		assertThat(this.server.logins()).isEmpty();
	}

	@Test
	void loginPageWhenOfOtherServerThenUntouched() {
		this.server.on("/data", Answer.redirect("/form").cors("*"));
		this.server.on("/form", Answer.status(200).header("IsLoginPage", "1").cors("IsLoginPage").body("form"));
		Page page = this.browser.open(this.server.url(StubServer.PAGE));

		Object text = page.evaluate("async (url) => (await fetch(url)).text()", this.server.url(API, "/data"));

		assertThat(text).isEqualTo("form");
	}

	@Test
	void loginEndpointWhenScriptIsBelowContextPathThenBesideScript() {
		this.server.page("/ctx/page",
				"<script src=\"session-expiry/session-expiry.js?v=1\" data-mode=\"redirect\"></script>");
		StubServer.PARTS.forEach((part) -> this.server.alias("/ctx/session-expiry/" + part, "/session-expiry/" + part));
		this.server.page("/ctx/session-expiry/login", "");
		this.server.on("/ctx/sentinel", Answer.text("LOGIN_REQUIRED"));
		Page page = this.browser.open(this.server.url("/ctx/page"));

		page.evaluate("() => void fetch('sentinel')");

		page.waitForURL(this.server.url("/ctx/session-expiry/login?continue=%2Fctx%2Fpage"));
	}

	private void loginRequired(String path, String loginUrl) {
		this.server.on(path, Answer.status(403).header("login_url", loginUrl).cors("login_url"));
	}

	private void assertLeadsTo(String request, String expected) {
		for (String script : new String[] { "(url) => void fetch(url)", """
				(url) => {
					const xhr = new XMLHttpRequest();
					xhr.open('GET', url);
					xhr.send();
				}
				""" }) {
			Page page = this.browser.open(this.server.url(StubServer.PAGE + "?a=1&b=2#part"));
			page.evaluate(script, request);
			page.waitForURL((url) -> !url.contains(StubServer.PAGE + "?"));
			assertThat(page.url()).isEqualTo(expected);
			page.close();
		}
	}

	private int port() {
		return URI.create(this.server.url("/")).getPort();
	}

}
