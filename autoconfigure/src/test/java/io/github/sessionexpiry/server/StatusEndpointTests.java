package io.github.sessionexpiry.server;

import java.net.http.HttpResponse;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.apache.catalina.Context;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.tomcat.TomcatWebServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Asking who is logged in, and for how long. That it does not extend the session, in any
 * container and store, is shown by {@link SessionTableIT}.
 */
class StatusEndpointTests {

	private static final String STATUS = "/session-expiry/status";

	private static final Pattern AUTHENTICATED = Pattern
		.compile("\\{\"authenticated\":true,\"expires_in\":(\\d+|null),\"max_inactive\":(\\d+|null),"
				+ "\"user\":\"([A-Za-z0-9_-]{22})\"}");

	private static final String NOT_LOGGED_IN = "{\"authenticated\":false,\"login_url\":\"%s\"}";

	private static final String LOGIN_URL = "/shop/session-expiry/login?continue=%2Fshop%2F";

	private static TestServer server;

	@BeforeAll
	static void start() {
		server = TestServer.start(Setups.FormLogin.class, "server.servlet.context-path=/shop",
				"server.max-http-request-header-size=256KB");
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@Test
	void statusWhenLoggedInThenTellsTimeAndUser() {
		Browser browser = server.browser();
		browser.logIn();
		HttpResponse<String> response = browser.send("GET", STATUS, Requests.FETCH);
		assertThat(response.statusCode()).isEqualTo(200);
		Matcher status = matcher(response);
		assertThat(Integer.parseInt(status.group(1))).isBetween(1795, 1800);
		assertThat(status.group(2)).isEqualTo("1800");
		assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json");
		assertThat(response.headers().allValues("Cache-Control")).containsExactly("no-store");
		assertThat(response.headers().firstValue("Cross-Origin-Resource-Policy")).hasValue("same-origin");
		assertThat(response.headers().allValues("X-Content-Type-Options")).containsExactly("nosniff");
		assertThat(response.headers().firstValue("Set-Cookie")).isEmpty();
	}

	@Test
	void statusWhenNotLoggedInThenTellsWhereToLogIn() {
		HttpResponse<String> response = server.browser().send("GET", STATUS, Requests.FETCH);
		assertNotLoggedIn(response);
		assertThat(server.browser()
			.send("GET", STATUS, Requests.with(Requests.FETCH, "Referer", server.origin() + "/shop/orders?a=b"))
			.body()).isEqualTo(NOT_LOGGED_IN.formatted("/shop/session-expiry/login?continue=%2Fshop%2Forders%3Fa%3Db"));
	}

	@Test
	void statusWhenSessionIsAnonymousThenNotLoggedIn() {
		Browser browser = server.browser();
		browser.send("GET", "/public/form", Requests.PAGE);
		assertThat(browser.cookies()).containsKey("JSESSIONID");
		assertNotLoggedIn(browser.send("GET", STATUS, Requests.FETCH));
	}

	@Test
	void statusWhenSessionIsGoneThenNotLoggedIn() {
		Browser browser = server.browser();
		browser.logIn();
		browser.expireSession();
		assertNotLoggedIn(browser.send("GET", STATUS, Requests.FETCH));
	}

	@Test
	void statusWhenSessionNeverEndsThenNull() {
		Browser browser = server.browser();
		browser.logIn();
		browser.send("GET", "/test/interval?seconds=-1", Requests.FETCH);
		Matcher status = matcher(browser.send("GET", STATUS, Requests.FETCH));
		assertThat(status.group(1)).isEqualTo("null");
		assertThat(status.group(2)).isEqualTo("null");
	}

	@Test
	void headWhenLoggedInThenHeadersAlone() {
		Browser browser = server.browser();
		browser.logIn();
		HttpResponse<String> response = browser.send("HEAD", STATUS, Requests.FETCH);
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.headers().firstValueAsLong("Content-Length").orElseThrow()).isPositive();
		assertThat(response.body()).isEmpty();
	}

	@Test
	void postIsTheApplicationsOwn() {
		Browser browser = server.browser();
		browser.logIn();
		assertThat(browser.send("POST", STATUS, Requests.FETCH).statusCode()).isEqualTo(403);
	}

	@ParameterizedTest
	@ValueSource(strings = { "JSESSIONID=", "JSESSIONID=garbage", "JSESSIONID=../../etc/passwd", "JSESSIONID=\"\"",
			"JSESSIONID=a; JSESSIONID=b", "SESSION=ZGVhZGJlZWY=", "SESSION=not base64 %%%", "JSESSIONID=' OR 1=1 --" })
	void statusWhenSessionIdIsGarbageThenNotLoggedIn(String cookie) throws Exception {
		assertThat(server.browser().sendRaw("GET /shop" + STATUS, "Cookie: " + cookie)).startsWith("HTTP/1.1 200")
			.contains(NOT_LOGGED_IN.formatted(LOGIN_URL))
			.doesNotContain("Set-Cookie");
	}

	@Test
	void statusWhenSessionIdIsHugeThenNotLoggedIn() throws Exception {
		assertThat(server.browser().sendRaw("GET /shop" + STATUS, "Cookie: JSESSIONID=" + "a".repeat(100_000)))
			.startsWith("HTTP/1.1 200")
			.contains(NOT_LOGGED_IN.formatted(LOGIN_URL));
	}

	@Test
	void statusWhenOneOfTwoSessionIdsIsRightThenThatOne() throws Exception {
		Browser browser = server.browser();
		browser.logIn();
		String id = browser.cookies().get("JSESSIONID");
		assertThat(browser.sendRaw("GET /shop" + STATUS, "Cookie: JSESSIONID=other; JSESSIONID=" + id))
			.contains("\"authenticated\":true");
		assertThat(browser.sendRaw("GET /shop" + STATUS, "Cookie: JSESSIONID=" + id + "; JSESSIONID=other"))
			.contains("\"authenticated\":true");
	}

	@Test
	void statusWhenSessionIdIsInUrlThenAsTheContainerReadsIt() {
		Browser browser = server.browser();
		browser.logIn();
		String id = browser.cookies().remove("JSESSIONID");
		assertThat(browser.send("GET", STATUS + ";jsessionid=" + id, Requests.FETCH).body())
			.startsWith("{\"authenticated\":true");
		assertNotLoggedIn(browser.send("GET", STATUS + ";jsessionid=other", Requests.FETCH));
		assertNotLoggedIn(browser.send("GET", STATUS + ";sid=" + id, Requests.FETCH));
		assertNotLoggedIn(browser.send("GET", STATUS + "?jsessionid=" + id, Requests.FETCH));
	}

	@Test
	void otherUrlWhenSessionIdIsInItThenSpringSecuritysFirewall() {
		assertThat(server.browser().send("GET", "/public/hello;jsessionid=1", Requests.FETCH).statusCode())
			.isEqualTo(400);
	}

	@Test
	void statusWhenAskedWithRandomIdsThenNoTrace() throws Exception {
		Context context = (Context) ((TomcatWebServer) server.context().getWebServer()).getTomcat()
			.getHost()
			.findChildren()[0];
		int before = context.getManager().findSessions().length;
		Browser browser = server.browser();
		for (int i = 0; i < 10_000; i++) {
			browser.setCookie("JSESSIONID", UUID.randomUUID().toString());
			assertThat(browser.send("GET", STATUS).statusCode()).isEqualTo(200);
		}
		assertThat(context.getManager().findSessions()).hasSize(before);
	}

	@Test
	void userIsTheSameInEverySessionAndApplicationWithTheSameSecret() {
		String user = user(server);
		assertThat(user(server)).isEqualTo(user);
		try (TestServer restarted = TestServer.start(Setups.FormLogin.class)) {
			assertThat(user(restarted)).isEqualTo(user);
		}
	}

	@Test
	void userIsAnotherForAnotherUserOrSecret() {
		String user = user(server);
		try (TestServer other = TestServer.start(Setups.FormLogin.class,
				"session-expiry.user-id-secret=0123456789abcdef")) {
			assertThat(user(other)).isNotEqualTo(user);
		}
		try (TestServer other = TestServer.start(Setups.FormLogin.class, "spring.application.name=other")) {
			assertThat(user(other)).isNotEqualTo(user);
		}
		try (TestServer other = TestServer.start(Setups.RememberMe.class)) {
			assertThat(user(other)).isEqualTo(user);
		}
	}

	@Test
	void statusWhenCorsAdmitsPageThenStillNotReadable() {
		try (TestServer cors = TestServer.start(Setups.Cors.class)) {
			String[] headers = { "Origin", "https://partner.example", "Sec-Fetch-Mode", "cors", "Sec-Fetch-Site",
					"cross-site" };
			assertThat(cors.browser().send("GET", STATUS, headers).headers().firstValue("Access-Control-Allow-Origin"))
				.isEmpty();
			assertThat(cors.browser().send("GET", "/page", headers).headers().firstValue("Access-Control-Allow-Origin"))
				.isPresent();
		}
	}

	@Test
	void statusWhenNothingIsPermittedThenToldWithoutASession() {
		try (TestServer eager = TestServer.start(Setups.EagerSessions.class)) {
			HttpResponse<String> response = eager.browser().send("GET", STATUS, Requests.FETCH);
			assertThat(response.body()).startsWith("{\"authenticated\":false");
			assertThat(response.headers().firstValue("Set-Cookie")).isEmpty();
			assertThat(eager.browser().send("GET", "/page", Requests.FETCH).headers().firstValue("Set-Cookie"))
				.isPresent();
		}
	}

	@Test
	void statusWhenSessionHasBeenReplacedThenNotLoggedIn() {
		try (TestServer oneSession = TestServer.start(Setups.OneSession.class)) {
			Browser first = oneSession.browser();
			first.logIn();
			assertThat(first.send("GET", STATUS).body()).startsWith("{\"authenticated\":true");
			Browser second = oneSession.browser();
			second.logIn();
			assertThat(first.send("GET", STATUS).body()).startsWith("{\"authenticated\":false");
			assertThat(second.send("GET", STATUS).body()).startsWith("{\"authenticated\":true");
		}
	}

	@Test
	void statusWhenRememberedThenNotLoggedInYet() {
		try (TestServer rememberMe = TestServer.start(Setups.RememberMe.class)) {
			Browser browser = rememberMe.browser();
			String token = browser.formToken("/login").orElseThrow();
			browser.post("/login",
					new String[] { "username", "alice", "password", "password", "remember-me", "on", "_csrf", token },
					Requests.PAGE);
			browser.cookies().remove("JSESSIONID");
			HttpResponse<String> status = browser.send("GET", STATUS);
			assertThat(status.body()).startsWith("{\"authenticated\":false");
			assertThat(status.headers().firstValue("Set-Cookie")).isEmpty();
			assertThat(browser.send("POST", "/session-expiry/extend").body()).startsWith("{\"authenticated\":true");
			assertThat(browser.send("GET", STATUS).body()).startsWith("{\"authenticated\":true");
		}
	}

	private static String user(TestServer server) {
		Browser browser = server.browser();
		browser.logIn();
		return matcher(browser.send("GET", STATUS)).group(3);
	}

	private static Matcher matcher(HttpResponse<String> response) {
		Matcher matcher = AUTHENTICATED.matcher(response.body());
		assertThat(matcher.matches()).as(response.body()).isTrue();
		return matcher;
	}

	private static void assertNotLoggedIn(HttpResponse<String> response) {
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.body()).isEqualTo(NOT_LOGGED_IN.formatted(LOGIN_URL));
		assertThat(response.headers().firstValue("Set-Cookie")).isEmpty();
	}

}
