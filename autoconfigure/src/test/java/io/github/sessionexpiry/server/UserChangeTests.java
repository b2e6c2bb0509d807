package io.github.sessionexpiry.server;

import java.net.http.HttpResponse;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A request of one user that is sent again under another.
 */
class UserChangeTests {

	private static final Pattern USER = Pattern.compile("\"user\":\"([^\"]+)\"");

	private static final String OTHER = "k3JYq0Zb1mW8e5uT2rXvAg";

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
	void requestWhenOfTheSameUserThenExecuted() {
		Browser browser = server.browser();
		browser.logIn();
		assertThat(browser.send("GET", "/test/count", of(user(browser))).body()).isEqualTo("1");
		assertThat(browser.send("GET", "/test/count", of(user(browser))).body()).isEqualTo("2");
	}

	@Test
	void requestWhenOfAnotherUserThenConflictAndNotExecuted() {
		Browser browser = server.browser();
		browser.logIn();
		HttpResponse<String> response = browser.send("GET", "/test/count", of(OTHER));
		assertThat(response.statusCode()).isEqualTo(409);
		assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
		assertThat(response.headers().allValues("Cache-Control")).containsExactly("no-store");
		assertThat(response.body()).isEqualTo("{\"type\":\"about:blank\",\"title\":\"User changed\",\"status\":409,"
				+ "\"detail\":\"Somebody else has logged in. Nothing was done.\",\"code\":\"USER_CHANGED\"}");
		assertThat(browser.send("GET", "/test/count", Requests.FETCH).body()).isEqualTo("1");
	}

	@Test
	void conflictIsToldInTheLanguageOfTheUser() {
		Browser browser = server.browser();
		browser.logIn();
		assertThat(browser.send("GET", "/page", Requests.with(of(OTHER), "Accept-Language", "de")).body())
			.contains("jemand anderes");
	}

	@Test
	void requestWhenTokenIsStaleAsWellThenConflict() {
		Browser browser = server.browser();
		browser.logIn();
		HttpResponse<String> response = browser.send("POST", "/page", of(OTHER));
		assertThat(response.statusCode()).isEqualTo(409);
		assertThat(response.headers().firstValue("csrf_refresh")).isEmpty();
		HttpResponse<String> own = browser.send("POST", "/page", of(user(browser)));
		assertThat(own.statusCode()).isEqualTo(403);
		assertThat(own.headers().firstValue("csrf_refresh")).isPresent();
	}

	@Test
	void requestWhenNobodyIsLoggedInThenLoginRequired() {
		HttpResponse<String> response = server.browser().send("GET", "/page", of(OTHER));
		assertThat(response.statusCode()).isEqualTo(403);
		assertThat(response.headers().firstValue("login_url")).isPresent();
		assertThat(server.browser().send("GET", "/public/hello", of(OTHER)).body()).isEqualTo("public");
	}

	private static String[] of(String user) {
		return Requests.with(Requests.FETCH, "Session-Expiry-User", user);
	}

	private static String user(Browser browser) {
		Matcher matcher = USER.matcher(browser.send("GET", "/session-expiry/status").body());
		assertThat(matcher.find()).isTrue();
		return matcher.group(1);
	}

}
