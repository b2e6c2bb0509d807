package io.github.sessionexpiry.server;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A session that ends although it is in use.
 */
class AbsoluteTimeoutTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(2);

	private static final Pattern EXPIRES_IN = Pattern.compile("\"expires_in\":(\\d+),\"max_inactive\":(\\d+)");

	private static TestServer server;

	@BeforeAll
	static void start() {
		server = TestServer.start(Setups.FormLogin.class,
				"session-expiry.absolute-timeout=" + TIMEOUT.toSeconds() + "s");
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@Test
	void sessionWhenInUseThenEndsAllTheSame() {
		Browser browser = server.browser();
		Instant before = Instant.now();
		browser.logIn();
		Instant after = Instant.now();
		HttpResponse<String> last = use(browser, "/page");
		assertThat(last.headers().firstValue("Session-Expiry")).hasValue("session_too_old");
		assertThat(last.body()).contains("The longest time that one login may last is over.");
		assertThat(Instant.now()).isAfter(before.plus(TIMEOUT)).isBefore(after.plus(TIMEOUT).plusSeconds(1));
		assertThat(browser.send("GET", "/page", Requests.FETCH).headers().firstValue("Session-Expiry"))
			.hasValue("session_expired");
	}

	@Test
	void sessionWhenItsIdChangesThenEndsAllTheSame() {
		Browser browser = server.browser();
		browser.logIn();
		assertThat(use(browser, "/test/change-id").headers().firstValue("Session-Expiry")).hasValue("session_too_old");
	}

	@Test
	void sessionWhenUserLogsInAgainThenStartsAnew() {
		Browser browser = server.browser();
		browser.logIn();
		Awaitility.await().pollInterval(Duration.ofMillis(100)).until(() -> expiresIn(browser) == 0);
		browser.logIn();
		assertThat(expiresIn(browser)).isEqualTo(1);
		assertThat(use(browser, "/page").headers().firstValue("Session-Expiry")).hasValue("session_too_old");
	}

	@Test
	void sessionWhenTooOldThenPublicUrlIsServedAndPageIsRedirected() {
		Browser browser = server.browser();
		browser.logIn();
		awaitEnd(browser);
		assertThat(browser.send("GET", "/public/hello", Requests.FETCH).body()).isEqualTo("public");
		Browser other = server.browser();
		other.logIn();
		awaitEnd(other);
		assertThat(other.send("GET", "/page", Requests.PAGE).headers().firstValue("Location").orElseThrow())
			.endsWith("/login");
	}

	@Test
	void statusWhenTooOldThenLeavesTheReasonToTheNextRequest() {
		Browser browser = server.browser();
		browser.logIn();
		awaitEnd(browser);
		assertThat(
				browser.send("POST", "/session-expiry/extend", Requests.FETCH).headers().firstValue("Session-Expiry"))
			.hasValue("session_too_old");
	}

	@Test
	void statusTellsWhicheverEndIsNearer() {
		Browser browser = server.browser();
		browser.logIn();
		Matcher status = status(browser);
		assertThat(Integer.parseInt(status.group(1))).isLessThan(2);
		assertThat(status.group(2)).isEqualTo("1800");
		browser.send("GET", "/test/interval?seconds=1", Requests.FETCH);
		assertThat(Integer.parseInt(status(browser).group(1))).isZero();
	}

	@Test
	void sessionWhenThereIsNoTimeoutThenHoldsNothingOfOurs() {
		try (TestServer withoutTimeout = TestServer.start(SessionPlaces.InMemory.class)) {
			Browser browser = withoutTimeout.browser();
			browser.logIn();
			assertThat(browser.send("GET", "/test/names", Requests.FETCH).body()).doesNotContain("sessionexpiry");
		}
	}

	private static HttpResponse<String> use(Browser browser, String path) {
		return Awaitility.await()
			.pollDelay(Duration.ZERO)
			.pollInterval(Duration.ofMillis(100))
			.until(() -> browser.send("GET", path, Requests.FETCH), (response) -> response.statusCode() == 403);
	}

	private static void awaitEnd(Browser browser) {
		Awaitility.await()
			.pollInterval(Duration.ofMillis(100))
			.until(() -> browser.send("GET", "/session-expiry/status").body().contains("\"authenticated\":false"));
	}

	private static int expiresIn(Browser browser) {
		return Integer.parseInt(status(browser).group(1));
	}

	private static Matcher status(Browser browser) {
		Matcher matcher = EXPIRES_IN.matcher(browser.send("GET", "/session-expiry/status").body());
		assertThat(matcher.find()).isTrue();
		return matcher;
	}

}
