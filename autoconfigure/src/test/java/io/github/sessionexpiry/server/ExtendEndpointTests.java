package io.github.sessionexpiry.server;

import java.net.http.HttpResponse;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Extending the session on purpose, and the token that comes with it.
 */
class ExtendEndpointTests {

	private static final String EXTEND = "/session-expiry/extend";

	private static final Pattern CSRF = Pattern.compile(
			",\"csrf\":\\{\"header_name\":\"([^\"]+)\"," + "\"parameter_name\":\"([^\"]+)\",\"token\":\"([^\"]+)\"}}$");

	private static TestServer server;

	@BeforeAll
	static void start() {
		server = TestServer.start(Setups.FormLogin.class);
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@Test
	void extendWhenLoggedInThenTellsStatusAndToken() {
		Browser browser = server.browser();
		browser.logIn();
		HttpResponse<String> response = browser.send("POST", EXTEND, Requests.FETCH);
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.body()).startsWith("{\"authenticated\":true,\"expires_in\":1")
			.contains(",\"max_inactive\":1800,\"user\":\"");
		assertThat(response.headers().allValues("Cache-Control")).containsExactly("no-store");
		Matcher csrf = csrf(response);
		assertThat(csrf.group(1)).isEqualTo("X-CSRF-TOKEN");
		assertThat(csrf.group(2)).isEqualTo("_csrf");
		assertThat(browser.send("POST", "/page", Requests.with(Requests.FETCH, csrf.group(1), csrf.group(3))).body())
			.isEqualTo("secured");
		assertThat(browser.post("/page", new String[] { csrf.group(2), csrf.group(3) }, Requests.PAGE).body())
			.isEqualTo("secured");
	}

	@Test
	void otherPostWithoutTokenIsStillRefused() {
		Browser browser = server.browser();
		browser.logIn();
		assertThat(browser.send("POST", "/page", Requests.FETCH).statusCode()).isEqualTo(403);
		assertThat(browser.send("POST", EXTEND + "/page", Requests.FETCH).statusCode()).isEqualTo(403);
	}

	@Test
	void extendWhenTokenIsStaleThenReachableFromCsrfRefresh() {
		Browser browser = server.browser();
		browser.logIn();
		HttpResponse<String> refused = browser.send("POST", "/page",
				Requests.with(Requests.FETCH, "X-CSRF-TOKEN", "stale"));
		String refresh = refused.headers().firstValue("csrf_refresh").orElseThrow();
		Matcher csrf = csrf(browser.send("POST", refresh, Requests.FETCH));
		assertThat(browser.send("POST", "/page", Requests.with(Requests.FETCH, csrf.group(1), csrf.group(3))).body())
			.isEqualTo("secured");
	}

	@Test
	void extendWhenNotLoggedInThenLoginRequired() {
		HttpResponse<String> response = server.browser().send("POST", EXTEND, Requests.FETCH);
		assertThat(response.statusCode()).isEqualTo(403);
		assertThat(response.headers().firstValue("login_url")).isPresent();
		assertThat(response.headers().firstValue("Session-Expiry")).hasValue("login_required");
		assertThat(response.headers().firstValue("Set-Cookie")).isEmpty();
		assertThat(server.browser().send("POST", EXTEND, Requests.CURL).headers().firstValue("login_url")).isPresent();
	}

	@Test
	void getIsTheApplicationsOwn() {
		Browser browser = server.browser();
		browser.logIn();
		assertThat(browser.send("GET", EXTEND, Requests.FETCH).statusCode()).isEqualTo(404);
	}

	@ParameterizedTest
	@CsvSource({ "Sec-Fetch-Site, cross-site, 403", "Sec-Fetch-Site, same-site, 403", "Sec-Fetch-Site, none, 403",
			"Sec-Fetch-Site, same-origin, 200", "Origin, https://evil.example, 403", "Origin, null, 403",
			"Origin, http://localhost, 403", "Origin, http://evil.localhost:%d, 403",
			"Origin, http://localhost:%d, 200", "Origin, https://LOCALHOST:%d, 200", "User-Agent, curl, 200" })
	void extendWhenFromAnotherOriginThenRefused(String header, String value, int status) {
		Browser browser = server.browser();
		browser.logIn();
		int port = server.context().getWebServer().getPort();
		HttpResponse<String> response = browser.send("POST", EXTEND, header, value.formatted(port));
		assertThat(response.statusCode()).isEqualTo(status);
		assertThat(response.headers().firstValue("login_url")).isEmpty();
		assertThat(response.body().contains("csrf")).isEqualTo(status == 200);
	}

	@Test
	void extendWhenCsrfProtectionIsOffThenNoToken() {
		try (TestServer withoutCsrf = TestServer.start(Setups.WithoutCsrf.class)) {
			Browser browser = withoutCsrf.browser();
			browser.logIn();
			assertThat(browser.send("POST", EXTEND, Requests.FETCH).body())
				.startsWith("{\"authenticated\":true,\"expires_in\":")
				.doesNotContain("csrf");
		}
	}

	@Test
	void extendWhenTokenIsInCookieThenBothAreAccepted() {
		try (TestServer spa = TestServer.start(Setups.CsrfForSinglePageApplication.class)) {
			Browser browser = spa.browser();
			browser.logIn();
			Matcher csrf = csrf(browser.send("POST", EXTEND, Requests.FETCH));
			assertThat(csrf.group(1)).isEqualTo("X-XSRF-TOKEN");
			String cookie = browser.cookies().get("XSRF-TOKEN");
			assertThat(browser.send("POST", "/page", Requests.with(Requests.FETCH, csrf.group(1), cookie)).body())
				.isEqualTo("secured");
			assertThat(browser.post("/page", new String[] { csrf.group(2), csrf.group(3) }, Requests.PAGE).body())
				.isEqualTo("secured");
		}
	}

	@Test
	void extendWhenThereAreSeveralChainsThenThatOfThePage() {
		try (TestServer twoLogins = TestServer.start(Setups.TwoLogins.class)) {
			HttpResponse<String> response = twoLogins.browser()
				.send("POST", EXTEND, Requests.with(Requests.FETCH, "Referer", twoLogins.origin() + "/admin/users"));
			assertThat(response.statusCode()).isEqualTo(403);
			assertThat(response.headers().firstValue("login_url").orElseThrow()).contains("%2Fadmin%2Fusers");
		}
	}

	private static Matcher csrf(HttpResponse<String> response) {
		Matcher matcher = CSRF.matcher(response.body());
		assertThat(matcher.find()).as(response.body()).isTrue();
		return matcher;
	}

}
