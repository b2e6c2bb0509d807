package io.github.sessionexpiry.server;

import java.net.http.HttpResponse;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The login-required answer, over Tomcat.
 */
class LoginRequiredAnswerTests {

	private static TestServer server;

	@BeforeAll
	static void start() {
		server = TestServer.start(Setups.FormLogin.class, "server.servlet.context-path=/shop");
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@Test
	void getWhenScriptAndSessionExpiredThenLoginRequired() {
		Browser browser = server.browser();
		browser.logIn();
		browser.expireSession();
		HttpResponse<String> response = browser.send("GET", "/api/orders",
				Requests.with(Requests.FETCH, "Referer", server.origin() + "/shop/page?tab=2"));
		assertThat(response.statusCode()).isEqualTo(403);
		String loginUrl = "/shop/session-expiry/login?continue=%2Fshop%2Fpage%3Ftab%3D2";
		assertThat(response.headers().allValues("login_url")).containsExactly(loginUrl);
		assertThat(response.headers().allValues("Session-Expiry")).containsExactly("session_expired");
		assertThat(response.headers().allValues("Cache-Control")).containsExactly("no-store");
		assertThat(response.headers().allValues("Vary")).contains("Accept, Sec-Fetch-Mode, X-Requested-With");
		assertThat(response.headers().allValues("Content-Type")).containsExactly("application/problem+json");
		assertThat(response.body()).isEqualTo("{\"type\":\"about:blank\",\"title\":\"Login required\",\"status\":403,"
				+ "\"detail\":\"Your session has expired. Please log in again.\",\"instance\":\"/shop/api/orders\","
				+ "\"code\":\"LOGIN_REQUIRED\",\"reason\":\"session_expired\",\"login_url\":\"" + loginUrl + "\"}");
	}

	@Test
	void getWhenScriptAndNeverLoggedInThenReasonIsLoginRequired() {
		HttpResponse<String> response = server.browser().send("GET", "/api/orders", Requests.FETCH);
		assertThat(response.statusCode()).isEqualTo(403);
		assertThat(response.headers().allValues("Session-Expiry")).containsExactly("login_required");
		assertThat(json(response).get("detail").asString()).isEqualTo("Please log in.");
	}

	@Test
	void getWhenScriptThenLeavesNothingBehind() {
		Browser browser = server.browser();
		HttpResponse<String> response = browser.send("GET", "/api/orders", Requests.FETCH);
		assertThat(response.headers().allValues("Set-Cookie")).isEmpty();
		browser.send("GET", "/page", Requests.PAGE);
		browser.send("GET", "/api/orders", Requests.FETCH);
		assertThat(browser.logIn().headers().firstValue("Location")).hasValue(server.origin() + "/shop/page?continue");
	}

	@Test
	void getWhenPageThenRedirectsToLoginPage() {
		HttpResponse<String> response = server.browser().send("GET", "/page", Requests.PAGE);
		assertThat(response.statusCode()).isEqualTo(302);
		assertThat(response.headers().firstValue("Location")).hasValue(server.origin() + "/shop/login");
		assertThat(response.headers().map()).doesNotContainKeys("login_url", "session-expiry");
	}

	@Test
	void getWhenLoggedInThenServed() {
		Browser browser = server.browser();
		browser.logIn();
		HttpResponse<String> response = browser.send("GET", "/api/orders", Requests.FETCH);
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.body()).isEqualTo("secured");
	}

	@Test
	void getWhenAuthorityIsMissingThenApplicationsForbidden() {
		Browser browser = server.browser();
		browser.logIn();
		HttpResponse<String> response = browser.send("GET", "/admin/users", Requests.FETCH);
		assertThat(response.statusCode()).isEqualTo(403);
		assertThat(response.headers().map()).doesNotContainKeys("login_url", "session-expiry");
		assertThat(json(response).get("error").asString()).isEqualTo("Forbidden");
	}

	@Test
	void getWhenPublicAndSessionExpiredThenServed() {
		Browser browser = server.browser();
		browser.logIn();
		browser.expireSession();
		assertThat(browser.send("GET", "/public/hello", Requests.FETCH).body()).isEqualTo("public");
	}

	@Test
	void getWhenPublicFailsThenStatusIsThatOfTheFailure() {
		HttpResponse<String> response = server.browser().send("GET", "/public/broken", Requests.FETCH);
		assertThat(response.statusCode()).isEqualTo(409);
		assertThat(response.headers().map()).doesNotContainKeys("login_url", "session-expiry");
	}

	@Test
	void postWhenScriptAndSessionExpiredThenLoginRequired() {
		Browser browser = server.browser();
		browser.logIn();
		browser.expireSession();
		HttpResponse<String> response = browser.send("POST", "/api/orders", Requests.FETCH);
		assertThat(response.statusCode()).isEqualTo(403);
		assertThat(response.headers().firstValue("Session-Expiry")).hasValue("session_expired");
		assertThat(response.headers().firstValue("login_url")).isPresent();
	}

	@Test
	void postWhenLoggedInWithoutTokenThenApplicationsForbidden() {
		Browser browser = server.browser();
		browser.logIn();
		HttpResponse<String> response = browser.send("POST", "/api/orders", Requests.FETCH);
		assertThat(response.statusCode()).isEqualTo(403);
		assertThat(response.headers().map()).doesNotContainKeys("login_url", "session-expiry");
	}

	@Test
	void postWhenPublicWithoutTokenThenApplicationsForbidden() {
		HttpResponse<String> response = server.browser().send("POST", "/public/hello", Requests.FETCH);
		assertThat(response.statusCode()).isEqualTo(403);
		assertThat(response.headers().map()).doesNotContainKeys("login_url", "session-expiry");
	}

	@Test
	void postWhenPageAndSessionExpiredThenComesBackToThePageOfTheForm() {
		Browser browser = server.browser();
		browser.logIn();
		browser.expireSession();
		HttpResponse<String> response = browser.post("/page", new String[] { "_csrf", "stale" },
				Requests.with(Requests.PAGE, "Referer", server.origin() + "/shop/page?edit"));
		assertThat(response.statusCode()).isEqualTo(302);
		assertThat(response.headers().firstValue("Location"))
			.hasValue(server.origin() + "/shop/session-expiry/login?continue=%2Fshop%2Fpage%3Fedit");
	}

	@Test
	void postWhenLoginFormIsStaleThenShowsItAgain() {
		Browser browser = server.browser();
		HttpResponse<String> response = browser.post("/login",
				new String[] { "username", "alice", "password", "password", "_csrf", "stale" },
				Requests.with(Requests.PAGE, "Referer", server.origin() + "/shop/login?error"));
		assertThat(response.statusCode()).isEqualTo(302);
		assertThat(response.headers().firstValue("Location")).hasValue(server.origin() + "/shop/login");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			text/plain                                 | text/plain;charset=UTF-8
			text/plain, */*                            | text/plain;charset=UTF-8
			text/plain, */*;q=0.01                     | text/plain;charset=UTF-8
			application/json;q=0.5, text/plain         | text/plain;charset=UTF-8
			application/json, text/plain, */*          | application/problem+json
			application/problem+json, text/plain;q=0.9 | application/problem+json
			*/*                                        | application/problem+json
			text/*;q=0.3, */*;q=0.2                    | text/plain;charset=UTF-8
			nonsense                                   | application/problem+json
			""")
	void getWhenClientPrefersThenContentType(String accept, String contentType) {
		HttpResponse<String> response = server.browser()
			.send("GET", "/api/orders", "Accept", accept, "Sec-Fetch-Mode", "cors");
		assertThat(response.headers().allValues("Content-Type")).containsExactly(contentType);
		if (contentType.startsWith("text/plain")) {
			assertThat(response.body()).isEqualTo("LOGIN_REQUIRED");
		}
	}

	@Test
	void headWhenScriptThenHeadersOnly() {
		HttpResponse<String> response = server.browser().send("HEAD", "/api/orders", Requests.FETCH);
		assertThat(response.statusCode()).isEqualTo(403);
		assertThat(response.headers().firstValue("login_url")).isPresent();
		assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
		assertThat(response.body()).isEmpty();
	}

	@Test
	void getWhenJsfThenPartialRedirect() {
		HttpResponse<String> response = server.browser()
			.send("GET", "/page", "Faces-Request", "partial/ajax", "Accept", "*/*");
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.headers().firstValue("Content-Type")).hasValue("text/xml;charset=UTF-8");
		assertThat(response.body()).endsWith("<partial-response>"
				+ "<redirect url=\"/shop/session-expiry/login?continue=%2Fshop%2F\"/></partial-response>");
	}

	@Test
	void getWhenHtmxThenToldInItsOwnWay() {
		HttpResponse<String> htmx = server.browser().send("GET", "/page", "HX-Request", "true", "Accept", "*/*");
		assertThat(htmx.statusCode()).isEqualTo(403);
		assertThat(htmx.headers().firstValue("HX-Redirect")).isEqualTo(htmx.headers().firstValue("login_url"));
		assertThat(server.browser().send("GET", "/page", Requests.FETCH).headers().map())
			.doesNotContainKey("hx-redirect");
	}

	@ParameterizedTest
	@CsvSource({ "de,Anmeldung erforderlich", "fr-CA,Connexion requise", "ja,ログインが必要です", "xx,Login required" })
	void getWhenAcceptLanguageThenTitle(String language, String title) {
		HttpResponse<String> response = server.browser()
			.send("GET", "/api/orders", Requests.with(Requests.FETCH, "Accept-Language", language));
		assertThat(json(response).get("title").asString()).isEqualTo(title);
	}

	private static JsonNode json(HttpResponse<String> response) {
		return JsonMapper.shared().readTree(response.body());
	}

}
