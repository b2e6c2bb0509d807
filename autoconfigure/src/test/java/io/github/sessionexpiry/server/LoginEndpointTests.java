package io.github.sessionexpiry.server;

import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The login endpoint, over Tomcat.
 */
class LoginEndpointTests {

	private static TestServer server;

	private static Browser loggedIn;

	@BeforeAll
	static void start() {
		server = TestServer.start(Setups.FormLogin.class, "server.servlet.context-path=/shop");
		loggedIn = server.browser();
		loggedIn.logIn();
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@Test
	void getWhenNotLoggedInThenComesBackThroughTheLogin() {
		Browser browser = server.browser();
		String path = "/session-expiry/login?continue=%2Fshop%2Fpage%3Ftab%3D2%23notes";
		assertThat(browser.send("GET", path, Requests.PAGE).headers().firstValue("Location"))
			.hasValue(server.origin() + "/shop/login");
		String afterLogin = browser.logIn().headers().firstValue("Location").orElseThrow();
		assertThat(afterLogin).startsWith(server.origin() + "/shop/session-expiry/login?return_to=");
		HttpResponse<String> response = browser.send("GET", afterLogin.substring((server.origin() + "/shop").length()),
				Requests.PAGE);
		assertThat(response.headers().firstValue("Location")).hasValue(server.origin() + "/shop/page?tab=2#notes");
		assertThat(response.headers().firstValue("Cache-Control")).hasValue("no-store");
	}

	@Test
	void getWhenLoggedInThenContinues() {
		Browser browser = server.browser();
		browser.logIn();
		assertThat(continueTo(browser, "/shop/page")).isEqualTo("/shop/page");
	}

	@Test
	void getWhenContinueIsTheLoginPageThenRoot() {
		Browser browser = server.browser();
		browser.logIn();
		assertThat(continueTo(browser, "/shop/login?logout")).isEqualTo("/shop/");
	}

	@ParameterizedTest
	@MethodSource("io.github.sessionexpiry.web.HostileUrls#all")
	void getWhenContinueIsHostileThenRoot(String hostile) {
		assertThat(continueTo(loggedIn, hostile)).isEqualTo("/shop/");
	}

	@Test
	void getWhenQueryCannotBeDecodedThenRoot() throws IOException {
		assertThat(loggedIn.sendRaw("GET /shop/session-expiry/login?continue=%zz")).startsWith("HTTP/1.1 302")
			.contains("\r\nLocation: " + server.origin() + "/shop/\r\n");
	}

	@Test
	void getWhenLoggedInWithoutContinueThenTellsAndCloses() {
		Browser browser = server.browser();
		browser.send("GET", "/session-expiry/login", Requests.PAGE);
		String end = browser.navigate(browser.logIn().headers().firstValue("Location").orElseThrow());
		assertThat(end).isEqualTo("/shop/session-expiry/login?continue");
		HttpResponse<String> response = browser.send("GET", "/session-expiry/login", Requests.PAGE);
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.headers().firstValue("Content-Type")).hasValue("text/html;charset=UTF-8");
		assertThat(response.body()).contains("<script src=\"/shop/session-expiry/logged-in.js\">");
		assertThat(server.browser().send("GET", "/session-expiry/logged-in.js", Requests.FETCH).statusCode())
			.isEqualTo(200);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			de-CH,de;q=0.9 | de | Angemeldet      | Sie sind angemeldet. Sie können dieses Fenster schließen.
			ar             | ar | تم تسجيل الدخول | تم تسجيل دخولك. يمكنك إغلاق هذه النافذة.
			sv             | en | Logged in       | You are logged in. You can close this window.
			""")
	void getWhenLoggedInWithoutContinueThenInTheLanguageOfTheUser(String accepted, String language, String title,
			String text) {
		assertThat(loggedIn.send("GET", "/session-expiry/login", "Accept", "text/html", "Accept-Language", accepted)
			.body())
			.contains("<html lang=\"" + language + "\">", "<title>" + title + "</title>", "<p>" + text + "</p>");
	}

	@Test
	void getWhenScriptThenLoginRequired() {
		HttpResponse<String> response = server.browser()
			.send("GET", "/session-expiry/login?continue=/shop/page", Requests.FETCH);
		assertThat(response.statusCode()).isEqualTo(403);
		assertThat(response.headers().firstValue("login_url")).isPresent();
	}

	private static String continueTo(Browser browser, String target) {
		HttpResponse<String> response = browser.send("GET",
				"/session-expiry/login?continue=" + URLEncoder.encode(target, StandardCharsets.UTF_8), Requests.PAGE);
		assertThat(response.statusCode()).isEqualTo(302);
		String location = response.headers().firstValue("Location").orElseThrow();
		assertThat(location).startsWith(server.origin() + "/");
		return location.substring(server.origin().length());
	}

}
