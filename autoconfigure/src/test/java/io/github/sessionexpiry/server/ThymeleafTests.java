package io.github.sessionexpiry.server;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.thymeleaf.ITemplateEngine;
import org.thymeleaf.context.Context;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What Thymeleaf templates say of the session, over Tomcat.
 */
class ThymeleafTests {

	private static final String SCRIPT = "<script src=\"/session-expiry/session-expiry\\.js\\?v=[0-9a-f]{32}\"";

	private static TestServer server;

	@BeforeAll
	static void start() {
		server = TestServer.start(Application.class, "server.servlet.session.timeout=45m");
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@Test
	void scriptWhenLoggedInThenTellsUserAndTimes() {
		Browser browser = server.browser();
		browser.logIn();
		String page = page(browser);
		assertThat(line(page, "<script"))
			.matches(SCRIPT + " data-user=\"[\\w-]{22}\" data-expires-in=\"(2699|2700)\" data-max-inactive=\"2700\">"
					+ "</script>");
		String user = group("data-user=\"([^\"]+)\"", page);
		assertThat(browser.send("GET", "/session-expiry/status").body()).contains("\"user\":\"" + user + '"');
	}

	@Test
	void scriptWhenNobodyIsLoggedInThenSaysSoAndCreatesNoSession() {
		HttpResponse<String> response = server.browser().send("GET", "/public/state", Requests.PAGE);
		assertThat(line(response.body(), "<script")).matches(SCRIPT + " data-user=\"\"></script>");
		assertThat(response.headers().allValues("Set-Cookie")).isEmpty();
	}

	@Test
	void scriptWhenSessionIsAnonymousThenSaysThatNobodyIsLoggedIn() {
		Browser browser = server.browser();
		browser.send("GET", "/public/form", Requests.PAGE);
		assertThat(browser.cookies()).containsKey("JSESSIONID");
		assertThat(line(page(browser), "<script")).matches(SCRIPT + " data-user=\"\"></script>");
	}

	@Test
	void scriptThenMayBeKeptForAYear() {
		String url = group("src=\"([^\"]+)\"", page(server.browser()));
		HttpResponse<String> response = server.browser().send("GET", url);
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.headers().firstValue("Cache-Control")).hasValue("max-age=31536000, public, immutable");
	}

	@Test
	void scriptWhenPathsAreConfiguredThenThere() {
		try (TestServer configured = TestServer.start(Application.class, "server.servlet.context-path=/shop",
				"session-expiry.base-path=/-/expiry", "session-expiry.status=401")) {
			String url = group("src=\"([^\"]+)\"", page(configured.browser()));
			assertThat(url).matches("/shop/-/expiry/session-expiry\\.js\\?v=[0-9a-f]{32}");
			HttpResponse<String> response = configured.browser().send("GET", url.substring("/shop".length()));
			assertThat(response.headers().firstValue("Cache-Control")).get().asString().endsWith("immutable");
			assertThat(response.body()).contains("\"status\":401");
		}
	}

	@Test
	void scriptWhenSessionNeverEndsThenTellsTheUserAlone() {
		Browser browser = server.browser();
		browser.logIn();
		browser.send("GET", "/test/interval?seconds=-1", Requests.FETCH);
		assertThat(line(page(browser), "<script")).matches(SCRIPT + " data-user=\"[\\w-]{22}\"></script>");
	}

	@Test
	void scriptWhenPageIsPassiveThenDoesNotKeepTheSessionAlive() {
		Browser browser = server.browser();
		browser.logIn();
		browser.send("GET", "/test/interval?seconds=2", Requests.FETCH);
		String[] passive = Requests.with(Requests.PAGE, "Session-Expiry-Passive", "true");
		assertThat(browser.send("GET", "/public/state", passive).body()).contains("data-max-inactive=\"2\"");
		Awaitility.await()
			.pollInterval(Duration.ofMillis(100))
			.until(() -> browser.send("GET", "/public/state", passive).body().contains("data-user=\"\""));
	}

	@Test
	void scriptWhenChainKeepsNoSessionThenTellsTheUserAlone() {
		try (TestServer chains = TestServer.start(StatelessApplication.class)) {
			String alice = Base64.getEncoder().encodeToString("alice:password".getBytes());
			HttpResponse<String> api = chains.browser()
				.send("GET", "/api/state", Requests.with(Requests.PAGE, "Authorization", "Basic " + alice));
			assertThat(line(api.body(), "<script")).matches(SCRIPT + " data-user=\"[\\w-]{22}\"></script>");
			assertThat(api.headers().allValues("Set-Cookie")).isEmpty();
			Browser browser = chains.browser();
			browser.logIn();
			assertThat(page(browser)).contains(group("data-user=\"([^\"]+)\"", api.body()), "data-expires-in=\"");
		}
	}

	@Test
	void attributesThenKept() {
		assertThat(line(attributes(""), "id=\"plain\""))
			.matches(SCRIPT + " data-user=\"\" id=\"plain\" data-mode=\"redirect\" async></script>");
	}

	@Test
	void attributesWhenQuotedInAnotherWayThenKeptAsTheyAre() {
		assertThat(line(attributes(""), "id=\"quoted\"")).matches(SCRIPT
				+ " data-user=\"\" id=\"quoted\" data-text-title='Say \"friend\" &amp; enter' data-max-hold=90s></script>");
	}

	@Test
	void attributesWhenEvaluatedThenEscaped() {
		assertThat(line(attributes("?replay=safe&title=%22%27%3E%3Cscript%3E%26"), "id=\"evaluated\""))
			.startsWith("<script src=")
			.contains(" nonce=\"r4nd0m\"", " data-replay=\"safe\"",
					" data-text-title=\"&quot;&#39;&gt;&lt;script&gt;&amp;\"")
			.doesNotContain("th:")
			.endsWith("></script>");
	}

	@Test
	void attributesWhenOfOursThenOursAlone() {
		assertThat(line(attributes(""), "id=\"own\"")).matches(SCRIPT + " data-user=\"\" id=\"own\"></script>");
	}

	@Test
	void attributesWhenElementIsConditionalThenLeftToTheCondition() {
		assertThat(attributes("")).doesNotContain("absent").doesNotContain("session-expiry:");
	}

	@Test
	void attributesWhenNameIsWrittenWithHyphenThenTheSame() {
		assertThat(line(attributes(""), "id=\"hyphen\"")).matches(SCRIPT + " data-user=\"\" id=\"hyphen\"></script>");
	}

	@Test
	void pageWhenRequestIsHostileThenNothingOfItIsWritten() {
		String body = server.browser()
			.send("GET", "/public/state?v=%22%3E%3Cscript%3Ealert(1)%3C/script%3E",
					Requests.with(Requests.PAGE, "Accept-Language", "\"><b>alert</b>", "Referer",
							"https://evil.example/\"><b>alert</b>"))
			.body();
		assertThat(body).contains("data-user=\"\"").doesNotContain("alert", "evil.example", "<b>");
	}

	@Test
	void timeoutWhenThereIsNoSessionThenTellsTheConfiguredOne() {
		assertThat(timeout(server.browser())).isEqualTo("You will be logged out after 45 minutes without activity.");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			60     | 1 minute
			90     | 1 minute and 30 seconds
			5400   | 1 hour and 30 minutes
			7201   | 2 hours and 1 second
			93784  | 1 day and 2 hours
			172800 | 2 days
			""")
	void timeoutWhenThereIsASessionThenTellsItsOwn(int seconds, String time) {
		Browser browser = server.browser();
		browser.logIn();
		browser.send("GET", "/test/interval?seconds=" + seconds, Requests.FETCH);
		assertThat(timeout(browser)).isEqualTo("You will be logged out after " + time + " without activity.");
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, -1 })
	void timeoutWhenSessionNeverEndsThenRemoved(int seconds) {
		Browser browser = server.browser();
		browser.logIn();
		browser.send("GET", "/test/interval?seconds=" + seconds, Requests.FETCH);
		assertThat(page(browser)).contains("<body>").doesNotContain("class=\"timeout\"");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					12h | You will be logged out after 30 minutes without activity. You will have to log in again after 12 hours at the latest.
					30m | You will have to log in again after 30 minutes at the latest.
					90s | You will have to log in again after 1 minute and 30 seconds at the latest.
					""")
	void timeoutWhenThereIsAnAbsoluteOneThenTellsIt(String absolute, String text) {
		try (TestServer limited = TestServer.start(Application.class, "session-expiry.absolute-timeout=" + absolute)) {
			Browser browser = limited.browser();
			assertThat(timeout(browser)).isEqualTo(text);
			browser.logIn();
			assertThat(timeout(browser)).isEqualTo(text);
			long end = Duration.parse("PT" + absolute).toSeconds();
			assertThat(Long.parseLong(group("data-expires-in=\"(\\d+)\"", page(browser)))).isLessThan(end)
				.isLessThanOrEqualTo(1800);
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			ar    | سيتم تسجيل خروجك بعد ٤٥ دقيقة من عدم النشاط.
			de-AT | Ohne Aktivität werden Sie nach 45 Minuten abgemeldet.
			en    | You will be logged out after 45 minutes without activity.
			es    | Su sesión se cerrará tras 45 minutos sin actividad.
			fr    | Sans activité, votre session prendra fin après 45 minutes.
			he    | ללא פעילות, החיבור שלך ינותק לאחר 45 דקות.
			it    | Senza attività la sessione termina dopo 45 minuti.
			ja    | 操作がないまま 45 分が経過すると、ログアウトします。
			nl    | Zonder activiteit wordt u na 45 minuten uitgelogd.
			pl    | Wylogowanie nastąpi po 45 minutach bezczynności.
			pt-BR | A sua sessão terminará após 45 minutos sem atividade.
			zh    | 如果 45 分钟内没有操作，您将退出登录。
			fa    | You will be logged out after 45 minutes without activity.
			""")
	void timeoutThenInTheLanguageOfTheTemplate(String language, String text) {
		assertThat(timeout(server.browser(), "Accept-Language", language)).isEqualTo(text);
	}

	@Test
	void textsWhenLanguageOfTemplateIsFixedThenInThat() {
		try (TestServer german = TestServer.start(Application.class, "spring.web.locale=de",
				"spring.web.locale-resolver=fixed")) {
			Browser browser = german.browser();
			browser.send("GET", "/session-expiry/reset?continue=/public/state", Requests.PAGE);
			assertThat(page(browser, "Accept-Language", "fr")).contains("Ihre Sitzung ist abgelaufen.",
					"Ohne Aktivität werden Sie nach 30 Minuten abgemeldet.");
		}
	}

	@Test
	void timeoutWhenStoreIsSetUpBySpringBootThenTellsItsTimeout() {
		try (TestServer store = TestServer.startWithDatabase(Application.class, "spring.session.timeout=20m",
				"spring.session.jdbc.initialize-schema=always")) {
			Browser browser = store.browser();
			assertThat(timeout(browser)).isEqualTo("You will be logged out after 20 minutes without activity.");
			assertThat(browser.cookies()).isEmpty();
			browser.logIn();
			assertThat(timeout(browser)).isEqualTo("You will be logged out after 20 minutes without activity.");
			assertThat(page(browser)).containsPattern("data-expires-in=\"(1199|1200)\" data-max-inactive=\"1200\"");
		}
	}

	@Test
	void timeoutWhenStoreIsTheApplicationsOwnThenToldWhenThereIsASession() {
		try (TestServer store = TestServer.start(OwnStoreApplication.class)) {
			Browser browser = store.browser();
			assertThat(page(browser)).contains("<body>").doesNotContain("class=\"timeout\"");
			browser.logIn();
			assertThat(timeout(browser)).isEqualTo("You will be logged out after 3 seconds without activity.");
		}
	}

	@Test
	void textsWhenTheApplicationHasItsOwnThenThose() {
		try (TestServer own = TestServer.start(Application.class, "spring.messages.basename=own-messages")) {
			assertThat(timeout(own.browser())).isEqualTo("Don&#39;t leave for &lt;30 min&gt;.");
		}
	}

	@Test
	void noticeWhenLeftThenShownOnOnePage() {
		Browser browser = server.browser();
		browser.send("GET", "/session-expiry/reset?continue=/public/state", Requests.PAGE);
		String notice = "Your session has expired. Please log in again.";
		assertThat(page(browser)).contains("<p class=\"notice\" role=\"status\">" + notice + "</p>",
				"<p class=\"notice alert\" role=\"alert\">" + notice + "</p>");
		assertThat(page(browser)).contains("<body>").doesNotContain("class=\"notice");
	}

	@Test
	void pageWhenRenderedForNoRequestThenSaysNothing() {
		String page = server.context().getBean(ITemplateEngine.class).process("state", new Context());
		assertThat(page).contains("<title>State</title>").doesNotContain("<script", "<p", "session-expiry");
	}

	@Test
	void pageWhenDisabledThenSaysNothing() {
		try (TestServer disabled = TestServer.start(Application.class, "session-expiry.enabled=false")) {
			assertThat(page(disabled.browser())).contains("<title>State</title>")
				.doesNotContain("<script", "<p", "session-expiry");
		}
	}

	private static String page(Browser browser, String... headers) {
		HttpResponse<String> response = browser.send("GET", "/public/state", Requests.with(Requests.PAGE, headers));
		assertThat(response.statusCode()).isEqualTo(200);
		return response.body();
	}

	private static String timeout(Browser browser, String... headers) {
		return group("<p class=\"timeout\">([^<]*)</p>", page(browser, headers));
	}

	private static String attributes(String query) {
		return server.browser().send("GET", "/public/attributes" + query, Requests.PAGE).body();
	}

	private static String line(String page, String part) {
		return page.lines().filter((line) -> line.contains(part)).findFirst().orElseThrow();
	}

	private static String group(String pattern, String page) {
		Matcher matcher = Pattern.compile(pattern).matcher(page);
		assertThat(matcher.find()).as(page).isTrue();
		return matcher.group(1);
	}

	@Configuration(proxyBeanMethods = false)
	@Import({ Setups.FormLogin.class, PageController.class })
	static class Application {

	}

	@Configuration(proxyBeanMethods = false)
	@Import({ Setups.StatelessApiAndWeb.class, PageController.class })
	static class StatelessApplication {

	}

	@Configuration(proxyBeanMethods = false)
	@Import({ SessionPlaces.InMemory.class, PageController.class })
	static class OwnStoreApplication {

	}

	@Controller
	static class PageController {

		@GetMapping({ "/public/state", "/api/state" })
		String state() {
			return "state";
		}

		@GetMapping("/public/attributes")
		String attributes(@RequestParam(defaultValue = "all") String replay,
				@RequestParam(defaultValue = "") String title, Model model) {
			model.addAttribute("nonce", "r4nd0m").addAttribute("replay", replay).addAttribute("title", title);
			return "attributes";
		}

	}

}
