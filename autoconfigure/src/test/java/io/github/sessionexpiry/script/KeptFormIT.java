package io.github.sessionexpiry.script;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.Rule;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ForcedColors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import io.github.sessionexpiry.server.TestServer;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.http.MediaType;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.util.HtmlUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A form that is kept without JavaScript, in a browser, from the form to what becomes of
 * it. With the system property {@code screenshots.update} the pictures in
 * {@code docs/images} are taken anew.
 */
@Timeout(60)
class KeptFormIT {

	private static final String TEXT = "Eleven swifts over the bakery.\nTwelve. <b>No</b>, eleven.";

	private static TestServer server;

	@RegisterExtension
	final BrowserExtension withoutScripts = new BrowserExtension(
			new Browser.NewContextOptions().setJavaScriptEnabled(false));

	// Without JavaScript axe-core can't look at a page
	@RegisterExtension
	final BrowserExtension browser = new BrowserExtension();

	@BeforeAll
	static void start() {
		server = TestServer.start(Application.class, "session-expiry.keep-forms=true");
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@Test
	void formWhenUserSendsItThenArrivesAsItWasTyped() {
		Page page = keptForm(this.withoutScripts, "/note");

		assertThat(page.locator("dd").allTextContents()).contains("Bakery", TEXT);
		assertThat(page.getByRole(AriaRole.MAIN).evaluate("({ localName }) => localName")).isEqualTo("main");
		page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Send now")).click();

		page.waitForURL(server.origin() + "/note");
		assertThat(page.locator("p").textContent()).isEqualTo("Saved at Bakery: " + TEXT);
	}

	@Test
	void formWhenUserDiscardsItThenBackOnItsPage() {
		Page page = keptForm(this.withoutScripts, "/note");

		page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Discard")).click();

		page.waitForURL(server.origin() + "/note");
		assertThat(page.getByLabel("Text").inputValue()).isEmpty();
		page.navigate(server.origin() + "/session-expiry/kept-form");
		assertThat(page.locator("h1").textContent()).isEqualTo("There is no form here");
	}

	@Test
	void formWhenUsedByKeyboardThenSent() {
		Page page = keptForm(this.withoutScripts, "/note");

		page.keyboard().press("Tab");
		page.keyboard().press("Enter");

		page.waitForURL(server.origin() + "/note");
		assertThat(page.locator("p").textContent()).isEqualTo("Saved at Bakery: " + TEXT);
	}

	static Stream<Arguments> pathsAndLooks() {
		return Stream.of("/note", "/account", null)
			.flatMap((path) -> Stream.of(Look.values()).map((look) -> Arguments.of(path, look)));
	}

	@ParameterizedTest
	@MethodSource("pathsAndLooks")
	void pageThenAccessible(String path, Look look) {
		Page page = open(this.browser, look.language);
		if (path == null) {
			page.navigate(server.origin() + "/session-expiry/kept-form?continue=/note");
		}
		else {
			submitTooLate(page, path);
		}
		page.setViewportSize(look.width, look.height);
		page.emulateMedia(
				new Page.EmulateMediaOptions().setColorScheme(look.colorScheme).setForcedColors(look.forcedColors));

		takePicture(page, path, look);
		assertThat(new AxeBuilder(page).analyze().getViolations()).extracting(Rule::getId, Rule::getNodes).isEmpty();
		assertThat(page.evaluate("document.documentElement.scrollWidth <= innerWidth")).isEqualTo(true);
		assertThat(page.evaluate("getComputedStyle(document.body).direction"))
			.isEqualTo(look.language.equals("ar") ? "rtl" : "ltr");
		assertThat(page.locator("html").getAttribute("lang")).isEqualTo(look.language);
		assertThat(tooSmall(page)).isEmpty();
		assertThat(page.evaluate("violations")).isEqualTo(List.of());
	}

	/**
	 * WCAG 2.2, 2.5.5.
	 */
	private static List<String> tooSmall(Page page) {
		return page.locator("button, a")
			.all()
			.stream()
			.filter((target) -> target.boundingBox().width < 44 || target.boundingBox().height < 44)
			.map(Locator::textContent)
			.toList();
	}

	private static void takePicture(Page page, String path, Look look) {
		String name = "/note".equals(path) ? look.name().toLowerCase().replace('_', '-') : "incomplete";
		boolean wanted = "/note".equals(path) ? look != Look.FORCED_COLORS
				: "/account".equals(path) && look == Look.LIGHT;
		if (Boolean.getBoolean("screenshots.update") && wanted) {
			page.screenshot(new Page.ScreenshotOptions().setFullPage(true)
				.setPath(Path.of("..", "docs", "images", "kept-form-" + name + ".png")));
		}
	}

	private static Page keptForm(BrowserExtension browser, String path) {
		Page page = open(browser, "en");
		submitTooLate(page, path);
		return page;
	}

	private static Page open(BrowserExtension browser, String language) {
		Page page = browser.open("about:blank");
		page.setExtraHTTPHeaders(Map.of("Accept-Language", language));
		page.navigate(server.origin() + "/login");
		logIn(page);
		page.waitForURL(server.origin() + "/");
		return page;
	}

	/**
	 * Fills in a form, submits it when its session is gone, and logs in again.
	 */
	private static void submitTooLate(Page page, String path) {
		page.navigate(server.origin() + path);
		page.getByLabel("Place").fill("Bakery");
		page.getByLabel("Text").fill(TEXT);
		page.context().request().get(server.origin() + "/test/invalidate");
		page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Save")).click();
		page.waitForURL(server.origin() + "/login");
		logIn(page);
		page.waitForURL((url) -> url.equals(server.origin() + "/session-expiry/kept-form?continue="
				+ URLEncoder.encode(path, StandardCharsets.UTF_8)));
	}

	private static void logIn(Page page) {
		page.locator("input[name=username]").fill("alice");
		page.locator("input[name=password]").fill("password");
		page.locator("button[type=submit]").click();
	}

	enum Look {

		LIGHT(960, 600, "en"), DARK(960, 600, "en", ColorScheme.DARK, ForcedColors.NONE),

		RIGHT_TO_LEFT(960, 600, "ar"), NARROW(320, 640, "de"),

		FORCED_COLORS(960, 600, "en", ColorScheme.DARK, ForcedColors.ACTIVE);

		private final int width;

		private final int height;

		private final String language;

		private final ColorScheme colorScheme;

		private final ForcedColors forcedColors;

		Look(int width, int height, String language) {
			this(width, height, language, ColorScheme.LIGHT, ForcedColors.NONE);
		}

		Look(int width, int height, String language, ColorScheme colorScheme, ForcedColors forcedColors) {
			this.width = width;
			this.height = height;
			this.language = language;
			this.colorScheme = colorScheme;
			this.forcedColors = forcedColors;
		}

	}

	/**
	 * An application without a script of its own or ours.
	 */
	@Configuration(proxyBeanMethods = false)
	@Import(Notes.class)
	static class Application {

		@Bean
		SecurityFilterChain chain(HttpSecurity http) {
			return http.authorizeHttpRequests((requests) -> requests.anyRequest().authenticated())
				.formLogin(Customizer.withDefaults())
				.headers((headers) -> headers
					.contentSecurityPolicy((csp) -> csp.policyDirectives("default-src 'self'; form-action 'self'")))
				.build();
		}

	}

	@RestController
	static class Notes {

		private static final String PAGE = """
				<!DOCTYPE html>
				<html lang="en">
				<title>Note</title>
				<form method="post">
				<input type="hidden" name="_csrf" value="%s">
				<label>Place <input name="place"></label>
				<label>Text <textarea name="text"></textarea></label>
				%s
				<button>Save</button>
				</form>
				""";

		@GetMapping(path = "/note", produces = MediaType.TEXT_HTML_VALUE)
		String note(CsrfToken csrfToken) {
			return PAGE.formatted(csrfToken.getToken(), "");
		}

		@GetMapping(path = "/account", produces = MediaType.TEXT_HTML_VALUE)
		String account(CsrfToken csrfToken) {
			return PAGE.formatted(csrfToken.getToken(), "<input type=\"password\" name=\"newPassword\" value=\"x\">"
					+ "<input type=\"hidden\" name=\"api_token\" value=\"y\">");
		}

		@PostMapping(path = "/note", produces = MediaType.TEXT_HTML_VALUE)
		String save(@RequestParam String place, @RequestParam String text) {
			return "<title>Saved</title><p>Saved at " + HtmlUtils.htmlEscape(place) + ": "
					+ HtmlUtils.htmlEscape(text.replace("\r\n", "\n")) + "</p>";
		}

	}

}
