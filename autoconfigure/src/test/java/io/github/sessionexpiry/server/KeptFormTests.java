package io.github.sessionexpiry.server;

import java.io.ByteArrayInputStream;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.github.sessionexpiry.web.HostileUrls;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.web.util.HtmlUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Forms that are kept while their user logs in, over Tomcat and Jetty.
 */
class KeptFormTests {

	private static final String KEEP_FORMS = "session-expiry.keep-forms=true";

	private static final String KEPT_FORM = "/session-expiry/kept-form";

	private static final String COOKIE = "session-expiry-form";

	private static final String USER_COOKIE = "session-expiry-user";

	private static final String[] FIELDS = { "title", "Swifts", "text", "Eleven.\r\nNo, twelve." };

	private static final Pattern HIDDEN = Pattern
		.compile("<input type=\"hidden\" name=\"([^\"]*)\" value=\"([^\"]*)\">");

	private static final Pattern ACTION = Pattern.compile("<form method=\"post\" action=\"([^\"]*)\"");

	private static TestServer server;

	@BeforeAll
	static void start() {
		server = TestServer.start(KeptFormSetups.WithClock.class, KEEP_FORMS);
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@BeforeEach
	void putClockBack() {
		clock().set(Instant.parse("2026-10-25T00:30:00Z"));
	}

	@Test
	void formWhenSessionHasExpiredThenShownAfterTheLogin() {
		Browser browser = expired(server);
		HttpResponse<String> denied = post(browser, "/notes?draft=1", FIELDS);
		assertThat(denied.statusCode()).isEqualTo(302);
		assertThat(denied.headers().firstValue("Location"))
			.hasValue(server.origin() + "/session-expiry/login?continue=%2Fpage%3Ftab%3D2");
		clock().pass(Duration.ofSeconds(200));
		assertThat(logInAfter(denied, browser, "alice")).isEqualTo(KEPT_FORM + "?continue=%2Fpage%3Ftab%3D2");
	}

	@Test
	void pageThenShowsWhatWasPosted() {
		Browser browser = expired(server);
		post(browser, "/notes?draft=1", FIELDS);
		logIn(browser, "alice");
		clock().pass(Duration.ofSeconds(200));
		HttpResponse<String> page = browser.send("GET", KEPT_FORM, Requests.PAGE);
		assertThat(page.statusCode()).isEqualTo(200);
		assertThat(page.headers().firstValue("Content-Type")).hasValue("text/html;charset=UTF-8");
		assertThat(page.headers().allValues("Cache-Control")).containsExactly("no-store");
		assertThat(page.headers().allValues("Content-Security-Policy")).singleElement()
			.asString()
			.contains("default-src 'none'", "frame-ancestors 'none'");
		assertThat(page.body())
			.contains("<html lang=\"en\">", "<h1>Your form has not been sent</h1>", ">/notes</code>", ">3 min ago<",
					">title</dt><dd dir=\"auto\">Swifts</dd>", ">text</dt><dd dir=\"auto\">Eleven.\r\nNo, twelve.</dd>",
					"href=\"/page?tab=2\"", "Send now")
			.doesNotContain("<script", "style=", " onload", ">_csrf</dt>", "Left out");
		assertThat(server.browser().send("GET", "/session-expiry/kept-form.css", Requests.FETCH).headers())
			.satisfies((headers) -> assertThat(headers.firstValue("Content-Type")).hasValue("text/css;charset=UTF-8"));
	}

	@Test
	void formWhenUserPressesSendThenArrivesOnceWithAValidToken() {
		Browser browser = expired(server);
		notes(server).received().clear();
		post(browser, "/notes?draft=1&title=query", FIELDS);
		HttpResponse<String> page = keptForm(browser, "alice");
		assertThat(notes(server).received()).isEmpty();
		HttpResponse<String> saved = send(browser, page.body());
		assertThat(saved.body()).isEqualTo("saved");
		assertThat(notes(server).received()).singleElement()
			.satisfies((note) -> assertThat(note).containsEntry("draft", List.of("1"))
				.containsEntry("title", List.of("query", "Swifts"))
				.containsEntry("text", List.of("Eleven.\r\nNo, twelve.")));
	}

	@Test
	void formWhenLookedAtAgainThenGone() {
		Browser browser = expired(server);
		post(browser, "/notes", FIELDS);
		assertThat(keptForm(browser, "alice").body()).contains("Eleven.");
		assertThat(browser.cookies()).doesNotContainKey(COOKIE);
		assertGone(browser.send("GET", KEPT_FORM + "?continue=/page", Requests.PAGE), "/page");
		assertThat(browser.navigate("/page")).isEqualTo("/page");
	}

	@Test
	void formWhenKeyComesBackAfterALookThenGone() {
		Browser browser = expired(server);
		post(browser, "/notes", FIELDS);
		String key = browser.cookies().get(COOKIE);
		keptForm(browser, "alice");
		browser.setCookie(COOKIE, key);
		assertGone(browser.send("GET", KEPT_FORM, Requests.PAGE), "/");
	}

	@Test
	void formWhenAnotherUserLogsInThenDropped() {
		Browser browser = expired(server);
		HttpResponse<String> denied = post(browser, "/notes", FIELDS);
		String key = browser.cookies().get(COOKIE);
		assertThat(logInAfter(denied, browser, "bob")).isEqualTo("/page?tab=2");
		assertThat(browser.cookies()).doesNotContainKey(COOKIE);
		logIn(browser, "alice");
		browser.setCookie(COOKIE, key);
		assertGone(browser.send("GET", KEPT_FORM, Requests.PAGE), "/");
	}

	@Test
	void formWhenAnotherUserAsksForItThenDropped() {
		Browser browser = expired(server);
		post(browser, "/notes", FIELDS);
		logIn(browser, "bob");
		assertGone(browser.send("GET", KEPT_FORM, Requests.PAGE), "/");
		assertThat(browser.cookies()).doesNotContainKey(COOKIE);
	}

	@Test
	void formWhenAnotherBrowserAsksForItThenGone() {
		Browser browser = expired(server);
		post(browser, "/notes", FIELDS);
		Browser other = server.browser();
		other.setCookie(COOKIE, browser.cookies().get(COOKIE));
		logIn(other, "alice");
		assertGone(other.send("GET", KEPT_FORM, Requests.PAGE), "/");
		assertThat(keptForm(browser, "alice").body()).contains("Eleven.");
	}

	@Test
	void formWhenNobodyIsLoggedInThenLoginFirst() {
		Browser browser = expired(server);
		post(browser, "/notes", FIELDS);
		HttpResponse<String> response = browser.send("GET", KEPT_FORM + "?continue=/page", Requests.PAGE);
		assertThat(response.statusCode()).isEqualTo(302);
		assertThat(response.headers().firstValue("Location"))
			.hasValue(server.origin() + "/session-expiry/login?continue=%2Fpage");
		assertThat(keptForm(browser, "alice").body()).contains("Eleven.");
	}

	@Test
	void formWhenNotYetTenMinutesOldThenShown() {
		Browser browser = expired(server);
		post(browser, "/notes", FIELDS);
		clock().pass(Duration.ofMinutes(10).minusMillis(1));
		assertThat(keptForm(browser, "alice").body()).contains("Eleven.");
	}

	@Test
	void formWhenTenMinutesOldThenGone() {
		Browser browser = expired(server);
		HttpResponse<String> denied = post(browser, "/notes", FIELDS);
		assertThat(denied.headers().allValues("Set-Cookie")).filteredOn((cookie) -> cookie.startsWith(COOKIE))
			.singleElement()
			.asString()
			.contains("; Path=/;", "; Max-Age=600;", "; HttpOnly", "; SameSite=Lax");
		clock().pass(Duration.ofMinutes(10));
		assertThat(logInAfter(denied, browser, "alice")).isEqualTo("/page?tab=2");
		assertThat(browser.cookies()).doesNotContainKey(COOKIE);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "x", "not base64!", "AAAA", "%00", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
			"AAAAAAAAAAAAAAAAAAAAAA", "session-expiry-form" })
	void formWhenKeyIsWrongThenGone(String key) {
		Browser browser = expired(server);
		post(browser, "/notes", FIELDS);
		logIn(browser, "alice");
		browser.setCookie(COOKIE, key);
		assertGone(browser.send("GET", KEPT_FORM + "?continue=/page", Requests.PAGE), "/page");
		browser.setCookie(COOKIE, key);
		assertThat(browser.navigate("/page")).isEqualTo("/page");
	}

	@Test
	void formWhenThereIsNoKeyThenGoneAndPagesAreServed() {
		Browser browser = expired(server);
		HttpResponse<String> denied = post(browser, "/notes", FIELDS);
		browser.cookies().remove(COOKIE);
		assertThat(logInAfter(denied, browser, "alice")).isEqualTo("/page?tab=2");
		assertGone(browser.send("GET", KEPT_FORM, Requests.PAGE), "/");
	}

	@Test
	void pageWhenContinueIsHostileThenLeadsToTheRoot() {
		try (TestServer shop = TestServer.start(KeptFormSetups.FormLogin.class, KEEP_FORMS,
				"server.servlet.context-path=/shop")) {
			Browser browser = shop.browser();
			browser.logIn();
			assertThat(HostileUrls.all()).allSatisfy((hostile) -> assertGone(browser.send("GET",
					KEPT_FORM + "?continue=" + URLEncoder.encode(hostile, StandardCharsets.UTF_8), Requests.PAGE),
					"/shop/"));
		}
	}

	@Test
	void formWhenUserIsNotKnownThenNotKept() {
		Browser browser = expired(server);
		browser.cookies().remove(USER_COOKIE);
		assertNotKept(post(browser, "/notes", FIELDS));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", ".", "alice", "k3JYq0Zb1mW8e5uT2rXvAg", "k3JYq0Zb1mW8e5uT2rXvAg.",
			"k3JYq0Zb1mW8e5uT2rXvAg.k3JYq0Zb1mW8e5uT2rXvAg" })
	void formWhenUserIsForgedThenNotKept(String forged) {
		Browser browser = expired(server);
		browser.setCookie(USER_COOKIE, forged);
		assertNotKept(post(browser, "/notes", FIELDS));
	}

	@Test
	void formWhenUserHasLoggedOutThenNotKept() {
		Browser browser = server.browser();
		logIn(browser, "alice");
		browser.navigate("/page");
		assertThat(browser.cookies()).containsKey(USER_COOKIE);
		browser.post("/logout", new String[] { "_csrf", browser.formToken("/logout").orElseThrow() }, Requests.PAGE);
		assertThat(browser.cookies()).doesNotContainKeys(USER_COOKIE, COOKIE);
		assertNotKept(post(browser, "/notes", FIELDS));
	}

	@Test
	void formWhenLastUserWasAnotherOneThenKeptForThatOne() {
		Browser browser = server.browser();
		logIn(browser, "alice");
		browser.navigate("/page");
		logIn(browser, "bob");
		browser.navigate("/page");
		browser.expireSession();
		post(browser, "/notes", FIELDS);
		assertThat(keptForm(browser, "bob").body()).contains("Eleven.");
	}

	@Test
	void userIsNotedOnceAndOnlyForPages() {
		Browser browser = server.browser();
		logIn(browser, "alice");
		assertThat(setCookies(browser.send("GET", "/page", Requests.FETCH))).isEmpty();
		assertThat(setCookies(browser.send("GET", "/page", "Accept", "text/html", "Authorization", "Bearer x")))
			.isEmpty();
		assertThat(setCookies(browser.send("GET", "/page", Requests.PAGE))).singleElement()
			.asString()
			.startsWith(USER_COOKIE + "=")
			.contains("; Path=/;", "; HttpOnly", "; SameSite=Lax")
			.doesNotContain("alice", "Max-Age");
		assertThat(setCookies(browser.send("GET", "/page", Requests.PAGE))).isEmpty();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', nullValues = "-", textBlock = """
			same-origin | -                     | -                           | true
			-           | {origin}              | -                           | true
			-           | -                     | {origin}/page               | true
			cross-site  | -                     | {origin}/page               | false
			same-site   | {origin}              | {origin}/page               | false
			none        | {origin}              | -                           | false
			-           | https://evil.example  | {origin}/page               | false
			-           | null                  | {origin}/page               | false
			-           | -                     | https://evil.example/page   | false
			-           | -                     | {origin}.evil.example/page  | false
			-           | -                     | -                           | false
			""")
	void formWhenFromAnotherOriginThenNotKept(String site, String origin, String referer, boolean kept) {
		Browser browser = expired(server);
		Map<String, String> headers = new LinkedHashMap<>();
		headers.put("Accept", "text/html");
		headers.put("Sec-Fetch-Site", site);
		headers.put("Origin", origin);
		headers.put("Referer", referer);
		HttpResponse<String> response = browser.post("/notes", FIELDS, headers.entrySet()
			.stream()
			.filter((header) -> header.getValue() != null)
			.flatMap((header) -> List.of(header.getKey(), header.getValue().replace("{origin}", server.origin()))
				.stream())
			.toArray(String[]::new));
		assertThat(response.statusCode()).isEqualTo(302);
		assertThat(isKept(response)).isEqualTo(kept);
	}

	@Test
	void formWhenNearlyTooLargeThenKept() {
		Browser browser = expired(server);
		post(browser, "/notes", new String[] { "text", "x".repeat(65_000) });
		assertThat(keptForm(browser, "alice").body()).contains("x".repeat(65_000));
	}

	@ParameterizedTest
	@ValueSource(ints = { 65_536, 200_000 })
	void formWhenTooLargeThenNotKept(int length) {
		Browser browser = expired(server);
		assertNotKept(post(browser, "/notes", new String[] { "text", "x".repeat(length) }));
	}

	@Test
	void formWhenTooLargeAndOfUnknownLengthThenNotKept() {
		Browser browser = expired(server);
		assertNotKept(post(browser, "/notes", "application/x-www-form-urlencoded", "text=" + "x".repeat(65_536), true));
		assertThat(isKept(post(browser, "/notes", "application/x-www-form-urlencoded", "text=x", true))).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "multipart/form-data; boundary=x", "text/plain", "application/json" })
	void bodyWhenNoUrlencodedFormThenNotKept(String contentType) {
		assertNotKept(post(expired(server), "/notes", contentType, "title=Swifts", false));
	}

	@Test
	void formWhenEmptyThenNotKept() {
		assertNotKept(post(expired(server), "/notes", new String[] { "_csrf", "stale" }));
	}

	@Test
	void formWhenPostedByAScriptThenAnsweredAsEver() {
		Browser browser = expired(server);
		HttpResponse<String> response = browser.post("/notes", FIELDS, Requests.FETCH);
		assertThat(response.statusCode()).isEqualTo(403);
		assertThat(response.headers().firstValue("login_url")).isPresent();
		assertThat(isKept(response)).isFalse();
	}

	@Test
	void formWhenSomebodyIsLoggedInThenAnsweredAsEver() {
		Browser browser = server.browser();
		logIn(browser, "alice");
		browser.navigate("/page");
		HttpResponse<String> response = post(browser, "/notes", FIELDS);
		assertThat(response.statusCode()).isEqualTo(403);
		assertThat(isKept(response)).isFalse();
	}

	@Test
	void formWhenOfTheLoginThenNotKept() {
		Browser browser = expired(server);
		HttpResponse<String> response = browser.post("/login",
				new String[] { "username", "alice", "password", "password", "_csrf", "stale" }, Requests.PAGE);
		assertThat(response.headers().firstValue("Location")).hasValue(server.origin() + "/login");
		assertThat(isKept(response)).isFalse();
		assertThat(isKept(browser.post("/notes", FIELDS,
				Requests.with(Requests.PAGE, "Referer", server.origin() + "/login?error"))))
			.isFalse();
	}

	@Test
	void formWhenItHasSecretsThenTheyAreLeftOutAndItCannotBeSent() {
		Browser browser = expired(server);
		post(browser, "/notes", new String[] { "title", "Swifts", "newPassword", "hunter2", "newPassword", "hunter3",
				"api_token", "t0ken", "_csrf", "st4le" });
		assertThat(keptForm(browser, "alice").body())
			.contains("Swifts", "Left out", "<bdi>newPassword, api_token</bdi>")
			.doesNotContain("hunter", "t0ken", "st4le", "_csrf", "<form", "Send now");
	}

	@Test
	void formWhenItIsMarkupThenShownAsText() {
		Browser browser = expired(server);
		String markup = "\"'><script>alert(1)</script><!-- &amp; %s {0} $1 \u202e";
		post(browser, "/notes",
				new String[] { URLEncoder.encode("n" + markup, StandardCharsets.UTF_8), markup, "b", "%s%n\\" });
		String page = keptForm(browser, "alice").body();
		assertThat(page).doesNotContain("<script", "<!--").contains("&lt;script&gt;", "&amp;amp; %s {0} $1");
		notes(server).received().clear();
		send(browser, page);
		assertThat(notes(server).received()).singleElement()
			.satisfies((note) -> assertThat(note).containsEntry("n" + markup, List.of(markup))
				.containsEntry("b", List.of("%s%n\\")));
	}

	@Test
	void formWhenThereIsANewerOneThenTheNewerOne() {
		Browser browser = expired(server);
		post(browser, "/notes", new String[] { "title", "older" });
		post(browser, "/notes", new String[] { "title", "newer" });
		assertThat(keptForm(browser, "alice").body()).contains("newer").doesNotContain("older");
	}

	@Test
	void formWhenSentAgainWithoutASessionThenKeptAgain() {
		Browser browser = expired(server);
		post(browser, "/notes", FIELDS);
		String page = keptForm(browser, "alice").body();
		browser.expireSession();
		assertThat(isKept(send(browser, page))).isTrue();
		assertThat(keptForm(browser, "alice").body()).contains("Eleven.", "href=\"/\"");
	}

	@ParameterizedTest
	@CsvSource({ "Sec-Fetch-Dest, iframe", "Sec-Purpose, prefetch;prerender" })
	void pageWhenNobodyLooksAtItThenFormIsStillKept(String header, String value) {
		Browser browser = expired(server);
		post(browser, "/notes", FIELDS);
		logIn(browser, "alice");
		HttpResponse<String> response = browser.send("GET", "/page", "Accept", "text/html", "Sec-Fetch-Mode",
				"navigate", header, value);
		assertThat(response.body()).isEqualTo("secured");
		assertThat(browser.send("HEAD", KEPT_FORM, Requests.PAGE).statusCode()).isNotEqualTo(200);
		assertThat(browser.send("GET", KEPT_FORM, Requests.PAGE).body()).contains("Eleven.");
	}

	@Test
	void loginWindowWhenFormIsKeptThenClosesAllTheSame() {
		Browser browser = expired(server);
		post(browser, "/notes", FIELDS);
		logIn(browser, "alice");
		assertThat(browser.send("GET", "/session-expiry/login", Requests.PAGE).body()).contains("logged-in.js");
		assertThat(browser.navigate("/page")).startsWith(KEPT_FORM);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			de-CH,de;q=0.9 | de | Ihr Formular wurde nicht gesendet | vor 1 Min.
			ar             | ar | لم يُرسَل نموذجك                  | قبل 1 د
			sv             | en | Your form has not been sent       | 1 min ago
			""")
	void pageThenInTheLanguageOfTheUser(String accepted, String language, String title, String sent) {
		Browser browser = expired(server);
		post(browser, "/notes", FIELDS);
		logIn(browser, "alice");
		assertThat(browser.send("GET", KEPT_FORM, Requests.with(Requests.PAGE, "Accept-Language", accepted)).body())
			.contains("<html lang=\"" + language + "\">", "<title>" + title + "</title>", ">" + sent + "<");
	}

	@Test
	void formWhenFormsAreNotKeptThenAnsweredAsEver() {
		try (TestServer off = TestServer.start(KeptFormSetups.FormLogin.class)) {
			Browser browser = off.browser();
			logIn(browser, "alice");
			browser.navigate("/page");
			assertThat(browser.cookies()).containsOnlyKeys("JSESSIONID");
			browser.expireSession();
			HttpResponse<String> denied = browser.post("/notes", FIELDS,
					Requests.with(Requests.PAGE, "Referer", off.origin() + "/page"));
			assertThat(denied.headers().firstValue("Location"))
				.hasValue(off.origin() + "/session-expiry/login?continue=%2Fpage");
			assertThat(isKept(denied)).isFalse();
			assertThat(logInAfter(denied, browser, "alice")).isEqualTo("/page");
			assertThat(browser.send("GET", KEPT_FORM, Requests.PAGE).body()).doesNotContain("There is no form here");
		}
	}

	@Test
	void formWhenThereIsAContextPathThenKeptWithinIt() {
		try (TestServer shop = TestServer.start(KeptFormSetups.FormLogin.class, KEEP_FORMS,
				"server.servlet.context-path=/shop")) {
			Browser browser = shop.browser();
			browser.logIn();
			assertThat(setCookies(browser.send("GET", "/page", Requests.PAGE))).singleElement()
				.asString()
				.contains("; Path=/shop;");
			browser.expireSession();
			HttpResponse<String> denied = browser.post("/notes", FIELDS,
					Requests.with(Requests.PAGE, "Referer", shop.origin() + "/shop/page"));
			assertThat(setCookies(denied)).anyMatch((cookie) -> cookie.startsWith(COOKIE + "="))
				.allMatch((cookie) -> cookie.contains("; Path=/shop;"));
			browser.logIn();
			assertThat(browser.send("GET", "/page", Requests.PAGE).headers().firstValue("Location"))
				.hasValue(shop.origin() + "/shop/session-expiry/kept-form?continue=%2Fshop%2Fpage");
			assertThat(browser.send("GET", KEPT_FORM, Requests.PAGE).body()).contains("action=\"/shop/notes\"",
					"href=\"/shop/page\"");
		}
	}

	@Test
	void formWhenThereIsNoCsrfProtectionThenKeptAndNotSentByItself() {
		try (TestServer withoutCsrf = TestServer.start(KeptFormSetups.WithoutCsrf.class, KEEP_FORMS)) {
			assertKept(withoutCsrf);
		}
	}

	@Test
	void formWhenThereIsNoCsrfProtectionAndItCannotBeKeptThenAnsweredAsEver() {
		try (TestServer withoutCsrf = TestServer.start(KeptFormSetups.WithoutCsrf.class, KEEP_FORMS)) {
			String tooMany = IntStream.range(0, 1_100).mapToObj((i) -> "a" + i + "=b").collect(Collectors.joining("&"));
			for (String body : List.of(tooMany, "title=%zz", "title=" + "x".repeat(70_000))) {
				Browser browser = expired(withoutCsrf);
				HttpResponse<String> response = post(browser, "/notes", "application/x-www-form-urlencoded", body,
						false);
				assertThat(response.headers().firstValue("Location")).hasValue(withoutCsrf.origin() + "/login");
				assertThat(isKept(response)).isFalse();
				assertThat(logIn(browser, "alice")).isEqualTo(withoutCsrf.origin() + "/notes?continue");
			}
		}
	}

	@Test
	void formWhenItsErrorPageIsDeniedThenNotKept() {
		try (TestServer withoutCsrf = TestServer.start(KeptFormSetups.WithoutCsrf.class, KEEP_FORMS)) {
			assertNotKept(post(expired(withoutCsrf), "/public/broken", FIELDS));
		}
	}

	@Test
	void formWhenLoginIsOverThenKept() {
		try (TestServer absolute = TestServer.start(KeptFormSetups.FormLogin.class, KEEP_FORMS,
				"session-expiry.absolute-timeout=1s")) {
			Browser browser = absolute.browser();
			logIn(browser, "alice");
			browser.navigate("/page");
			String token = browser.send("GET", "/public/form", Requests.FETCH).body();
			HttpResponse<String> denied = Awaitility.await()
				.until(() -> browser.post("/notes", new String[] { "title", "Swifts", "_csrf", token },
						Requests.with(Requests.PAGE, "Referer", absolute.origin() + "/page")),
						(response) -> response.statusCode() == 302);
			assertThat(isKept(denied)).isTrue();
			assertThat(keptForm(browser, "alice").body()).contains("Swifts");
		}
	}

	@ParameterizedTest
	@ValueSource(classes = { KeptFormSetups.NewSession.class, KeptFormSetups.MigratedSession.class,
			KeptFormSetups.AlwaysHome.class, KeptFormSetups.InMemory.class })
	void formWhenLoginIsOfAnotherKindThenKept(Class<?> configuration) {
		try (TestServer other = TestServer.start(configuration, KEEP_FORMS)) {
			assertKept(other);
		}
	}

	@Test
	void formWhenSessionsAreInADatabaseThenKeptThereEncrypted() {
		try (TestServer database = TestServer.startWithDatabase(KeptFormSetups.FormLogin.class, KEEP_FORMS,
				"spring.datasource.url=jdbc:h2:mem:kept-form", "spring.session.jdbc.initialize-schema=always")) {
			assertKept(database);
			Browser browser = expired(database);
			post(browser, "/notes", FIELDS);
			List<byte[]> stored = database.context()
				.getBean(JdbcTemplate.class)
				.queryForList("SELECT ATTRIBUTE_BYTES FROM SPRING_SESSION_ATTRIBUTES", byte[].class);
			String key = browser.cookies().get(COOKIE);
			assertThat(stored).isNotEmpty()
				.allSatisfy((bytes) -> assertThat(new String(bytes, StandardCharsets.ISO_8859_1)).doesNotContain(
						"Swifts", Base64.getEncoder().encodeToString("title=Swifts".getBytes(StandardCharsets.UTF_8)),
						key, new String(Base64.getUrlDecoder().decode(key), StandardCharsets.ISO_8859_1)));
		}
	}

	@Test
	void formWhenOnJettyThenKept() {
		try (TestServer jetty = TestServer.startOnJetty(KeptFormSetups.FormLogin.class, KEEP_FORMS)) {
			assertKept(jetty);
		}
	}

	@Test
	void formWhenThereAreSeveralLoginsThenThroughThatOfThePage() {
		try (TestServer two = TestServer.start(KeptFormSetups.TwoLogins.class, KEEP_FORMS)) {
			Browser browser = two.browser();
			logIn(browser, "/admin/signin", "alice");
			browser.navigate("/admin/users");
			browser.expireSession();
			HttpResponse<String> denied = browser.post("/admin/users", FIELDS,
					Requests.with(Requests.PAGE, "Referer", two.origin() + "/admin/users"));
			assertThat(isKept(denied)).isTrue();
			assertThat(browser.navigate(denied.headers().firstValue("Location").orElseThrow()))
				.isEqualTo("/admin/signin");
			assertThat(logInAfter(denied, browser, "alice")).isEqualTo(KEPT_FORM + "?continue=%2Fadmin%2Fusers");
		}
	}

	private static void assertKept(TestServer server) {
		notes(server).received().clear();
		Browser browser = expired(server);
		HttpResponse<String> denied = post(browser, "/notes", FIELDS);
		assertThat(isKept(denied)).isTrue();
		assertThat(logInAfter(denied, browser, "alice")).startsWith(KEPT_FORM);
		assertThat(notes(server).received()).isEmpty();
		Browser again = expired(server);
		post(again, "/notes", FIELDS);
		assertThat(send(again, keptForm(again, "alice").body()).body()).isEqualTo("saved");
		assertThat(notes(server).received()).singleElement()
			.satisfies((note) -> assertThat(note).containsEntry("title", List.of("Swifts")));
	}

	private static void assertGone(HttpResponse<String> response, String page) {
		assertThat(response.statusCode()).isEqualTo(404);
		assertThat(response.headers().allValues("Cache-Control")).containsExactly("no-store");
		assertThat(response.body()).contains("<h1>There is no form here</h1>", "<a href=\"" + page + "\">")
			.doesNotContain("Eleven.");
	}

	private static void assertNotKept(HttpResponse<String> response) {
		assertThat(response.statusCode()).isEqualTo(302);
		assertThat(isKept(response)).isFalse();
	}

	private static boolean isKept(HttpResponse<String> response) {
		return setCookies(response).stream().anyMatch((cookie) -> cookie.startsWith(COOKIE + "="));
	}

	private static List<String> setCookies(HttpResponse<String> response) {
		return response.headers().allValues("Set-Cookie");
	}

	/**
	 * Returns a browser on whose page nobody is logged in any more.
	 */
	private static Browser expired(TestServer server) {
		Browser browser = server.browser();
		logIn(browser, "alice");
		browser.navigate("/page");
		browser.expireSession();
		return browser;
	}

	private static HttpResponse<String> post(Browser browser, String path, String[] fields) {
		return browser.post(path, fields, referring(browser));
	}

	private static HttpResponse<String> post(Browser browser, String path, String contentType, String body,
			boolean chunked) {
		byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
		return browser.post(path, contentType,
				chunked ? BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(bytes))
						: BodyPublishers.ofByteArray(bytes),
				referring(browser));
	}

	private static String[] referring(Browser browser) {
		return Requests.with(Requests.PAGE, "Referer", browser.origin() + "/page?tab=2");
	}

	private static HttpResponse<String> keptForm(Browser browser, String user) {
		logIn(browser, user);
		return browser.send("GET", KEPT_FORM, Requests.PAGE);
	}

	/**
	 * Presses "Send now".
	 */
	private static HttpResponse<String> send(Browser browser, String page) {
		Matcher action = ACTION.matcher(page);
		assertThat(action.find()).isTrue();
		String[] fields = HIDDEN.matcher(page)
			.results()
			.flatMap((field) -> Arrays.stream(new String[] { encoded(field.group(1)), unescaped(field, 2) }))
			.toArray(String[]::new);
		return browser.post(HtmlUtils.htmlUnescape(action.group(1)), fields,
				Requests.with(Requests.PAGE, "Referer", browser.origin() + KEPT_FORM + "?continue=%2Fpage"));
	}

	private static String encoded(String name) {
		return URLEncoder.encode(HtmlUtils.htmlUnescape(name), StandardCharsets.UTF_8);
	}

	private static String unescaped(MatchResult field, int group) {
		return HtmlUtils.htmlUnescape(field.group(group));
	}

	/**
	 * Logs in as a browser is told to.
	 * @return the path where that ends
	 */
	private static String logInAfter(HttpResponse<String> denied, Browser browser, String user) {
		String loginPage = browser.navigate(denied.headers().firstValue("Location").orElseThrow());
		return browser.navigate(logIn(browser, loginPage, user));
	}

	private static String logIn(Browser browser, String user) {
		return logIn(browser, "/login", user);
	}

	private static String logIn(Browser browser, String loginPage, String user) {
		String token = browser.formToken(loginPage).orElse("none");
		return browser
			.post(loginPage, new String[] { "username", user, "password", "password", "_csrf", token }, Requests.PAGE)
			.headers()
			.firstValue("Location")
			.orElseThrow();
	}

	private static KeptFormSetups.Clock clock() {
		return server.context().getBean(KeptFormSetups.Clock.class);
	}

	private static KeptFormSetups.Notes notes(TestServer server) {
		return server.context().getBean(KeptFormSetups.Notes.class);
	}

}
