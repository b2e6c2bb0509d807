package io.github.sessionexpiry.server;

import java.net.http.HttpResponse;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.security.web.csrf.MissingCsrfTokenException;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is particular about a set-up, over Tomcat.
 */
class SetupTests {

	@Test
	void explicitEntryPointThatRedirectsIsALoginToGoTo() {
		try (TestServer server = TestServer.start(Setups.ExplicitLoginEntryPoint.class)) {
			Browser browser = server.browser();
			HttpResponse<String> rejected = browser.send("GET", "/page", Requests.FETCH);
			assertLoginRequired(rejected, "login_required");
			assertThat(rejected.headers().allValues("Set-Cookie")).isEmpty();
			assertThat(browser.navigate("/session-expiry/login?continue=/page")).isEqualTo("/signin");
		}
	}

	@Test
	void explicitEntryPointWithoutLoginPageIsLeftAlone() {
		try (TestServer server = TestServer.start(Setups.ExplicitUnauthorized.class)) {
			assertLeftAlone(server.browser().send("GET", "/page", Requests.FETCH), 401);
			assertLeftAlone(server.browser().send("POST", "/page", Requests.PAGE), 401);
		}
	}

	@Test
	void explicitEntryPointWithLoginPageIsBeatenForScriptsOnly() {
		try (TestServer server = TestServer.start(Setups.ExplicitUnauthorizedWithLoginPage.class)) {
			Browser browser = server.browser();
			assertLoginRequired(browser.send("GET", "/page", Requests.FETCH), "login_required");
			assertLeftAlone(browser.send("GET", "/page", Requests.PAGE), 401);
			assertThat(browser.navigate("/session-expiry/login?continue=/page")).isEqualTo("/signin");
			assertThat(browser.navigate(browser.logIn("/signin").headers().firstValue("Location").orElseThrow()))
				.isEqualTo("/page");
		}
	}

	@Test
	void explicitAccessDeniedHandlerKeepsWhatIsItsOwn() {
		try (TestServer server = TestServer.start(Setups.ExplicitUnauthorizedWithLoginPage.class)) {
			Browser browser = server.browser();
			browser.logIn("/signin");
			HttpResponse<String> response = browser.send("POST", "/page", Requests.FETCH);
			assertThat(response.statusCode()).isEqualTo(418);
			assertThat(response.headers().firstValue("csrf_refresh")).hasValue("/session-expiry/extend");
			HttpResponse<String> page = browser.send("POST", "/page", Requests.PAGE);
			assertThat(page.statusCode()).isEqualTo(418);
			assertThat(page.headers().firstValue("csrf_refresh")).isEmpty();
		}
	}

	@Test
	void invalidSessionUrlIsForPages() {
		try (TestServer server = TestServer.start(Setups.InvalidSessionUrl.class)) {
			assertThat(stale(server).send("GET", "/page", Requests.PAGE).headers().firstValue("Location"))
				.hasValue(server.origin() + "/public/hello");
			assertLoginRequired(stale(server).send("GET", "/page", Requests.FETCH), "session_expired");
			assertLoginRequired(stale(server).send("POST", "/page", Requests.FETCH), "session_expired");
			assertThat(stale(server).send("GET", "/public/hello", Requests.FETCH).body()).isEqualTo("public");
		}
	}

	@Test
	void invalidSessionUrlDoesNotKeepTheUserFromLoggingIn() {
		try (TestServer server = TestServer.start(Setups.InvalidSessionUrl.class)) {
			Browser browser = stale(server);
			assertThat(browser.navigate("/session-expiry/login?continue=/page")).isEqualTo("/login");
			assertThat(browser.navigate(browser.logIn().headers().firstValue("Location").orElseThrow()))
				.isEqualTo("/page");
		}
	}

	@Test
	void replacedSessionIsNamedToScripts() {
		try (TestServer server = TestServer.start(Setups.OneSession.class)) {
			assertLoginRequired(replaced(server).send("GET", "/page", Requests.FETCH), "session_replaced");
			assertThat(replaced(server).send("GET", "/page", Requests.PAGE).body())
				.startsWith("This session has been expired");
			assertThat(replaced(server).send("GET", "/public/hello", Requests.FETCH).body()).isEqualTo("public");
			assertThat(replaced(server).navigate("/session-expiry/login?continue=/page")).isEqualTo("/login");
		}
	}

	@Test
	void onlySessionIsServed() {
		try (TestServer server = TestServer.start(Setups.OneSession.class)) {
			Browser browser = server.browser();
			browser.logIn();
			assertThat(browser.send("GET", "/page", Requests.FETCH).body()).isEqualTo("secured");
			assertThat(browser.send("GET", "/page", Requests.PAGE).body()).isEqualTo("secured");
		}
	}

	@Test
	void expiredUrlIsForPages() {
		try (TestServer server = TestServer.start(Setups.OneSessionWithExpiredUrl.class)) {
			HttpResponse<String> script = replaced(server).send("GET", "/page", Requests.FETCH);
			assertLoginRequired(script, "session_replaced");
			assertThat(script.headers().firstValue("Location")).isEmpty();
			assertThat(replaced(server).send("GET", "/page", Requests.PAGE).headers().firstValue("Location"))
				.hasValue(server.origin() + "/public/hello");
		}
	}

	@Test
	void statelessChainIsLeftAlone() {
		try (TestServer server = TestServer.start(Setups.StatelessApiAndWeb.class)) {
			assertLeftAlone(server.browser().send("GET", "/api/orders", Requests.FETCH), 401);
			assertLoginRequired(server.browser().send("GET", "/page", Requests.FETCH), "login_required");
		}
	}

	@Test
	void crossOriginPageCanReadTheAnswerIfCorsAdmitsIt() {
		try (TestServer server = TestServer.start(Setups.Cors.class)) {
			HttpResponse<String> admitted = server.browser()
				.send("GET", "/page", Requests.with(Requests.FETCH, "Origin", "https://partner.example"));
			assertLoginRequired(admitted, "login_required");
			assertThat(admitted.headers().allValues("Access-Control-Expose-Headers")).containsExactly("X-Total",
					"login_url, Session-Expiry");
			HttpResponse<String> sameOrigin = server.browser().send("GET", "/page", Requests.FETCH);
			assertThat(sameOrigin.headers().map()).doesNotContainKey("access-control-expose-headers");
		}
	}

	@Test
	void remembersWhoIsRemembered() {
		try (TestServer server = TestServer.start(Setups.RememberMe.class)) {
			Browser browser = server.browser();
			browser.logIn();
			browser.expireSession();
			assertLoginRequired(browser.send("POST", "/page", Requests.FETCH), "session_expired");
			assertThat(browser.navigate("/session-expiry/login?continue=/page")).isEqualTo("/page");
			HttpResponse<String> response = browser.send("POST", "/page", Requests.FETCH);
			assertThat(response.statusCode()).isEqualTo(403);
			assertThat(response.headers().map()).doesNotContainKey("login_url").containsKey("csrf_refresh");
		}
	}

	@ParameterizedTest
	@ValueSource(classes = { Setups.TwoLogins.class, Setups.TwoLoginsInDebugMode.class })
	void endpointGoesThroughTheLoginOfThePage(Class<?> setup) {
		try (TestServer server = TestServer.start(setup)) {
			Browser admin = server.browser();
			assertThat(admin.navigate("/session-expiry/login?continue=/admin/users")).isEqualTo("/admin/signin");
			assertThat(admin.navigate(admin.logIn("/admin/signin").headers().firstValue("Location").orElseThrow()))
				.isEqualTo("/admin/users");
			Browser user = server.browser();
			assertThat(user.navigate("/session-expiry/login?continue=/page")).isEqualTo("/login");
			assertThat(user.navigate(user.logIn().headers().firstValue("Location").orElseThrow())).isEqualTo("/page");
			assertThat(server.browser()
				.send("GET", "/session-expiry/login",
						Requests.with(Requests.PAGE, "Referer", server.origin() + "/page"))
				.headers()
				.firstValue("Location")).hasValue(server.origin() + "/login");
			assertThat(server.browser().navigate("/session-expiry/login?continue=/elsewhere"))
				.isEqualTo("/admin/signin");
		}
	}

	@Test
	void onlyPagesAreRememberedWhateverTheRequestCache() {
		try (TestServer server = TestServer.start(Setups.OwnRequestCache.class)) {
			Browser browser = server.browser();
			browser.send("GET", "/page", Requests.PAGE);
			browser.send("GET", "/api/orders", Requests.FETCH);
			browser.send("POST", "/api/orders", Requests.FETCH);
			assertThat(browser.logIn().headers().firstValue("Location")).hasValue(server.origin() + "/page?continue");
		}
	}

	@Test
	void scriptOfSomebodyWhoIsOnlyRememberedIsNotRemembered() {
		try (TestServer server = TestServer.start(Setups.RememberMe.class)) {
			Browser browser = server.browser();
			browser.logIn();
			browser.expireSession();
			browser.send("GET", "/admin/users", Requests.PAGE);
			HttpResponse<String> script = browser.send("GET", "/api/orders", Requests.FETCH);
			assertThat(script.body()).isEqualTo("secured");
			assertLeftAlone(browser.send("GET", "/admin/other", Requests.FETCH), 302);
			assertThat(browser.logIn().headers().firstValue("Location"))
				.hasValue(server.origin() + "/admin/users?continue");
		}
	}

	@Test
	void chainThatRemembersNothingIsAnsweredAllTheSame() {
		try (TestServer server = TestServer.start(Setups.NoRequestCache.class)) {
			Browser browser = server.browser();
			assertLoginRequired(browser.send("GET", "/page", Requests.FETCH), "login_required");
			assertThat(browser.navigate("/session-expiry/login?continue=/page")).isEqualTo("/login");
			assertThat(browser.logIn().headers().firstValue("Location")).hasValue(server.origin() + "/");
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void rejectedTokenIsObservedAsBefore(boolean enabled) {
		try (TestServer server = TestServer.start(Setups.Observed.class, "session-expiry.enabled=" + enabled)) {
			Browser browser = server.browser();
			browser.logIn();
			browser.send("POST", "/page", Requests.PAGE);
			assertThat(server.context().getBean(Setups.ObservedErrors.class).types())
				.contains(MissingCsrfTokenException.class);
		}
	}

	@Test
	void beansOfTheApplicationReplaceTheParts() {
		try (TestServer server = TestServer.start(Setups.OwnBeans.class)) {
			HttpResponse<String> kiosk = server.browser()
				.send("GET", "/page", Requests.with(Requests.FETCH, "X-Kiosk", "1", "Accept-Language", "de"));
			assertLoginRequired(kiosk, "kiosk_closed");
			assertThat(kiosk.headers().firstValue("login_url")).hasValue("/welcome?from=localhost");
			assertThat(kiosk.body()).contains("\"reason\":\"kiosk_closed\"").contains("Bitte melden Sie sich an.");
			assertLoginRequired(server.browser().send("GET", "/page", Requests.FETCH), "login_required");
			assertLoginRequired(server.browser().send("GET", "/admin/users", Requests.PAGE), "login_required");
			assertLeftAlone(server.browser().send("GET", "/page", Requests.PAGE), 302);
		}
	}

	@Test
	void chainCanHaveItsOwnParts() {
		try (TestServer server = TestServer.start(Setups.OwnPartsForAChain.class)) {
			HttpResponse<String> own = server.browser().send("GET", "/api/orders", Requests.FETCH);
			assertThat(own.statusCode()).isEqualTo(419);
			assertThat(own.headers().firstValue("X-Login")).hasValue("/mine");
			assertThat(own.headers().firstValue("X-Reason")).hasValue("closed");
			assertLoginRequired(server.browser().send("GET", "/page", Requests.FETCH), "login_required");
		}
	}

	@Test
	void chainCanBeExempted() {
		try (TestServer server = TestServer.start(Setups.DisabledForAChain.class)) {
			assertLeftAlone(server.browser().send("GET", "/page", Requests.FETCH), 302);
			assertThat(server.browser().send("GET", "/login", Requests.PAGE).headers().map())
				.doesNotContainKey("isloginpage");
		}
	}

	@Test
	void chainCanHaveItsOwnMatcherAndEntryPoint() {
		try (TestServer server = TestServer.start(Setups.CustomizedForAChain.class)) {
			assertThat(server.browser().send("GET", "/api/orders", Requests.PAGE).statusCode()).isEqualTo(499);
			assertLeftAlone(server.browser().send("GET", "/page", Requests.FETCH), 302);
		}
	}

	private static Browser stale(TestServer server) {
		Browser browser = server.browser();
		browser.setCookie("JSESSIONID", "0123456789ABCDEF0123456789ABCDEF");
		return browser;
	}

	private static Browser replaced(TestServer server) {
		Browser browser = server.browser();
		browser.logIn();
		server.browser().logIn();
		return browser;
	}

	private static void assertLoginRequired(HttpResponse<String> response, String reason) {
		assertThat(response.statusCode()).isEqualTo(403);
		assertThat(response.headers().firstValue("login_url")).isPresent();
		assertThat(response.headers().allValues("Session-Expiry")).containsExactly(reason);
		assertThat(response.body()).contains("\"code\":\"LOGIN_REQUIRED\"");
	}

	private static void assertLeftAlone(HttpResponse<String> response, int status) {
		assertThat(response.statusCode()).isEqualTo(status);
		assertThat(response.headers().map()).doesNotContainKeys("login_url", "session-expiry", "csrf_refresh");
	}

}
