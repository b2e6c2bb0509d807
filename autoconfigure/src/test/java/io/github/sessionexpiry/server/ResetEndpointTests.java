package io.github.sessionexpiry.server;

import java.net.http.HttpResponse;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The reset endpoint and its notice, over Tomcat.
 */
class ResetEndpointTests {

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
	void getWhenSessionIsDeadThenLeavesANoticeForOnePage() {
		Browser browser = server.browser();
		browser.logIn();
		browser.expireSession();
		HttpResponse<String> response = browser.send("GET", "/session-expiry/reset?continue=/public/notice",
				Requests.PAGE);
		assertThat(response.statusCode()).isEqualTo(302);
		assertThat(response.headers().firstValue("Location")).hasValue(server.origin() + "/public/notice");
		assertThat(browser.send("GET", "/page", Requests.PAGE).statusCode()).isEqualTo(302);
		String notice = "Your session has expired. Please log in again.";
		assertThat(browser.send("GET", "/public/notice", Requests.PAGE).body()).isEqualTo(notice + "|" + notice);
		assertThat(browser.send("GET", "/public/notice", Requests.PAGE).body()).isEqualTo("null|null");
	}

	@Test
	void getWhenLoggedInThenChangesNothing() {
		Browser browser = server.browser();
		browser.logIn();
		assertThat(browser.send("GET", "/session-expiry/reset?continue=/page", Requests.PAGE)
			.headers()
			.firstValue("Location")).hasValue(server.origin() + "/page");
		assertThat(browser.send("GET", "/page", Requests.PAGE).body()).isEqualTo("secured");
		assertThat(browser.send("GET", "/public/notice", Requests.PAGE).body()).isEqualTo("null|null");
	}

	@Test
	void getWhenAnonymousSessionIsLeftThenDropsIt() {
		Browser browser = server.browser();
		browser.send("GET", "/login", Requests.PAGE);
		String anonymous = browser.cookies().get("JSESSIONID");
		browser.send("GET", "/session-expiry/reset", Requests.PAGE);
		assertThat(anonymous).isNotNull();
		assertThat(browser.cookies().get("JSESSIONID")).isNotNull().isNotEqualTo(anonymous);
	}

	@Test
	void getWithoutContinueThenBackToThePageOrTheRoot() {
		assertThat(server.browser()
			.send("GET", "/session-expiry/reset",
					Requests.with(Requests.PAGE, "Referer", server.origin() + "/page?a=b"))
			.headers()
			.firstValue("Location")).hasValue(server.origin() + "/page?a=b");
		assertThat(
				server.browser().send("GET", "/session-expiry/reset", Requests.PAGE).headers().firstValue("Location"))
			.hasValue(server.origin() + "/");
		assertThat(server.browser()
			.send("GET", "/session-expiry/reset?continue=https://evil.example/", Requests.PAGE)
			.headers()
			.firstValue("Location")).hasValue(server.origin() + "/");
	}

}
