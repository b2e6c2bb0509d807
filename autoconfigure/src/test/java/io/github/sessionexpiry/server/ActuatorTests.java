package io.github.sessionexpiry.server;

import java.net.http.HttpResponse;

import org.junit.jupiter.api.Test;

import org.springframework.test.json.JsonAssert;
import org.springframework.test.json.JsonCompareMode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The actuator endpoint, over Tomcat.
 */
class ActuatorTests {

	private static final String EXPOSED = "management.endpoints.web.exposure.include=sessionexpiry";

	@Test
	void getWhenExposedAndLoggedInThenDescribesChains() {
		try (TestServer server = TestServer.start(Setups.StatelessApiAndWeb.class, EXPOSED)) {
			Browser browser = server.browser();
			browser.logIn();
			HttpResponse<String> response = browser.send("GET", "/actuator/sessionexpiry", Requests.FETCH);
			assertThat(response.statusCode()).isEqualTo(200);
			JsonAssert.comparator(JsonCompareMode.STRICT)
				.assertIsMatch(
						"""
								{
								  "basePath": "/session-expiry",
								  "chains": [
								    {
								      "matcher": "Or [PathPattern [/api/**]]",
								      "support": "stateless",
								      "leftAlone": true,
								      "csrf": true,
								      "concurrencyControl": false,
								      "description": "Chain Or [PathPattern [/api/**]]: left alone, as it is stateless"
								    },
								    {
								      "matcher": "any request",
								      "support": "answered",
								      "leftAlone": false,
								      "loginPage": "/login",
								      "csrf": true,
								      "concurrencyControl": false,
								      "description": "Chain any request: script requests get a login-required answer; login page /login, CSRF on"
								    }
								  ]
								}""",
						response.body());
		}
	}

	@Test
	void getWhenExposedAndNotLoggedInThenLoginRequired() {
		try (TestServer server = TestServer.start(Setups.FormLogin.class, EXPOSED)) {
			assertThat(server.browser().send("GET", "/actuator/sessionexpiry", Requests.FETCH).statusCode())
				.isEqualTo(403);
		}
	}

	@Test
	void getWhenDefaultChainIsThatOfActuatorThenAnswersScripts() {
		try (TestServer server = TestServer.start(Setups.BootDefault.class, EXPOSED,
				TestServer.WITH_MANAGEMENT_SECURITY)) {
			Browser browser = server.browser();
			HttpResponse<String> response = browser.send("GET", "/api/orders", Requests.FETCH);
			assertThat(response.statusCode()).isEqualTo(403);
			assertThat(response.headers().firstValue("login_url")).isPresent();
			browser.logIn();
			assertThat(browser.send("GET", "/actuator/sessionexpiry", Requests.FETCH).body())
				.contains("\"support\":\"answered\"");
		}
	}

	@Test
	void getWhenNotExposedThenNotFound() {
		try (TestServer server = TestServer.start(Setups.FormLogin.class)) {
			Browser browser = server.browser();
			browser.logIn();
			assertThat(browser.send("GET", "/actuator/sessionexpiry", Requests.FETCH).statusCode()).isEqualTo(404);
		}
	}

}
