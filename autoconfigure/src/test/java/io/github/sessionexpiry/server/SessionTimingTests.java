package io.github.sessionexpiry.server;

import java.net.http.HttpResponse;
import java.util.Optional;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a page learns of its session from the answers that it gets anyway.
 */
class SessionTimingTests {

	private static final String TIME = "session-expires-in;desc=\"(1799|1800)\"";

	private static final String USER = ", session-user;desc=\"[A-Za-z0-9_-]{22}\"";

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
	void pageThenToldTimeAndUser() {
		HttpResponse<String> page = loggedIn().send("GET", "/page", Requests.PAGE);

		assertThat(timing(page)).hasValueSatisfying((timing) -> assertThat(timing).matches(TIME + USER));
		assertThat(page.headers().allValues("Server-Timing")).hasSize(1);
	}

	@Test
	void pageWhenReachedFromAnotherSiteThenTold() {
		assertThat(timing(loggedIn().send("GET", "/page", "Accept", "text/html", "Sec-Fetch-Dest", "document",
				"Sec-Fetch-Mode", "navigate", "Sec-Fetch-Site", "cross-site")))
			.isPresent();
	}

	@Test
	void scriptThenToldTime() {
		assertThat(timing(loggedIn().send("GET", "/api/orders", Requests.FETCH)))
			.hasValueSatisfying((timing) -> assertThat(timing).matches(TIME));
	}

	@Test
	void scriptWhenUserIsTheSameThenIdIsThatOfStatus() {
		Browser browser = loggedIn();
		String status = browser.send("GET", "/session-expiry/status", Requests.FETCH).body();
		String timing = timing(browser.send("GET", "/page", Requests.PAGE)).orElseThrow();

		String user = timing.substring(timing.lastIndexOf("=\"") + 2, timing.length() - 1);
		assertThat(status).contains("\"user\":\"" + user + '"');
	}

	@Test
	void publicPageWhenLoggedInThenTold() {
		assertThat(timing(loggedIn().send("GET", "/public/hello", Requests.FETCH))).isPresent();
	}

	@Test
	void errorThenToldOnce() {
		HttpResponse<String> response = loggedIn().send("GET", "/nowhere", Requests.PAGE);

		assertThat(response.statusCode()).isEqualTo(404);
		assertThat(response.headers().allValues("Server-Timing")).hasSize(1);
	}

	@Test
	void pageWhenNobodyIsLoggedInThenNothing() {
		Browser browser = server.browser();

		assertThat(timing(browser.send("GET", "/public/form", Requests.PAGE))).isEmpty();
		assertThat(browser.cookies()).containsKey("JSESSIONID");
		assertThat(timing(browser.send("GET", "/public/hello", Requests.PAGE))).isEmpty();
	}

	@Test
	void sessionWhenEndedByTheRequestThenNothing() {
		assertThat(timing(loggedIn().send("GET", "/test/invalidate", Requests.FETCH))).isEmpty();
	}

	@Test
	void apiClientThenNothing() {
		assertThat(timing(loggedIn().send("GET", "/api/orders", Requests.CURL))).isEmpty();
		assertThat(timing(loggedIn().send("GET", "/api/orders",
				Requests.with(Requests.FETCH, "Authorization", "Basic YWxpY2U6cGFzc3dvcmQ="))))
			.isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "cross-site", "same-site", "none" })
	void scriptWhenPageIsAnotherOnesThenNothing(String site) {
		assertThat(timing(loggedIn().send("GET", "/api/orders", "Accept", "*/*", "Sec-Fetch-Dest", "empty",
				"Sec-Fetch-Mode", "cors", "Sec-Fetch-Site", site)))
			.isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "public, max-age=60", "max-age=60", "s-maxage=60" })
	void answerWhenOthersMayGetItThenNothing(String cacheControl) {
		assertThat(timing(cached(cacheControl))).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "private, max-age=60", "no-cache", "no-store" })
	void answerWhenOnlyTheUserMayGetItThenTold(String cacheControl) {
		assertThat(timing(cached(cacheControl))).isPresent();
	}

	@Test
	void answerWhenAbsoluteTimeoutComesFirstThenThatOne() {
		try (TestServer strict = TestServer.start(Setups.FormLogin.class, "session-expiry.absolute-timeout=30s")) {
			Browser browser = strict.browser();
			browser.logIn();

			assertThat(timing(browser.send("GET", "/page", Requests.FETCH)))
				.hasValueSatisfying((timing) -> assertThat(timing).matches("session-expires-in;desc=\"(29|30)\""));
		}
	}

	@Test
	void answerWhenSessionNeverEndsThenSaysSo() {
		try (TestServer endless = TestServer.start(Setups.FormLogin.class, "server.servlet.session.timeout=0")) {
			Browser browser = endless.browser();
			browser.logIn();

			assertThat(timing(browser.send("GET", "/page", Requests.FETCH)))
				.hasValue("session-expires-in;desc=\"never\"");
		}
	}

	private static HttpResponse<String> cached(String cacheControl) {
		return loggedIn().send("GET", "/test/cache-control?value=" + cacheControl.replace(" ", "%20"), Requests.FETCH);
	}

	private static Browser loggedIn() {
		Browser browser = server.browser();
		browser.logIn();
		return browser;
	}

	private static Optional<String> timing(HttpResponse<String> response) {
		return response.headers().firstValue("Server-Timing");
	}

}
