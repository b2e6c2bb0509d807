package io.github.sessionexpiry.script;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.Rule;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ForcedColors;
import com.microsoft.playwright.options.ReducedMotion;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Each state of the dialog in each of its looks. With the system property
 * {@code screenshots.update} the pictures in {@code docs/images} are taken anew.
 */
@Timeout(60)
class DialogStatesIT {

	private static final Set<String> PICTURES = Set.of("ask-light", "ask-dark", "ask-right-to-left", "ask-narrow",
			"ask-forced-colors", "open-light", "blocked-light", "notice-light", "user-changed-light", "failed-light",
			"warn-light", "warn-narrow");

	/**
	 * WCAG 2.2, 1.4.3 and 1.4.11. What axe-core can't tell, because in the top layer it
	 * doesn't find the background.
	 */
	private static final String LOW_CONTRAST = """
			(surface) => {
				const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
				const luminance = (...colors) => {
					for (const color of colors) {
						canvas.fillStyle = color;
						canvas.fillRect(0, 0, 1, 1);
					}
					const [r, g, b] = [...canvas.getImageData(0, 0, 1, 1).data].map((value) => value / 255)
						.map((value) => value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
					return 0.2126 * r + 0.7152 * g + 0.0722 * b;
				};
				const ratio = (one, other) => (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
				const backgrounds = (element) => element ? [...backgrounds(element.parentElement),
					getComputedStyle(element).backgroundColor] : [];
				const texts = [...surface.querySelectorAll('h2, p, button, a')].filter(({ textContent }) => textContent);
				const borders = [...surface.querySelectorAll('button, a')]
					.filter((element) => getComputedStyle(element).borderTopColor !== 'rgba(0, 0, 0, 0)');
				return [
					...texts.map((element) => [element.textContent, 4.5, getComputedStyle(element).color, element]),
					...borders.map((element) => [`border of ${element.textContent}`, 3,
						getComputedStyle(element).borderTopColor, element.parentElement]),
					...[...surface.querySelectorAll('svg')].map((icon) => ['icon', 3, getComputedStyle(icon).color, icon]),
				].filter(([, least, color, behind]) => ratio(luminance('white', ...backgrounds(behind)),
					luminance('white', ...backgrounds(behind), color)) < least).map(([name]) => name);
			}
			""";

	@RegisterExtension
	final StubServer server = new StubServer();

	@RegisterExtension
	final BrowserExtension browser = new BrowserExtension();

	static Stream<Arguments> statesAndLooks() {
		return Stream.of(State.values())
			.flatMap((state) -> Stream.of(Look.values()).map((look) -> Arguments.of(state, look)));
	}

	@ParameterizedTest
	@MethodSource("statesAndLooks")
	void stateThenAccessible(State state, Look look) {
		Page page = open(look);

		page.evaluate("dialog." + state.call);
		Locator surface = page.locator((state != State.NOTICE) ? "dialog" : ".notice:not(:has(:empty))");
		surface.waitFor();

		takePicture(page, state, look);
		assertThat(new AxeBuilder(page).analyze().getViolations()).extracting(Rule::getId, Rule::getNodes).isEmpty();
		if (look.forcedColors == ForcedColors.NONE) {
			assertThat(surface.evaluate(LOW_CONTRAST)).isEqualTo(List.of());
		}
		assertThat(tooSmall(surface)).isEmpty();
		assertThat(surface.evaluate("(element) => element.scrollWidth <= element.clientWidth")).isEqualTo(true);
		assertThat(isInView(surface.locator("h2, p").first())).isTrue();
		scrollTo(surface.locator("button, a").last(), page);
		assertThat(page.evaluate("violations")).isEqualTo(List.of());
	}

	/**
	 * WCAG 2.2, 2.5.5.
	 */
	private static List<String> tooSmall(Locator surface) {
		return surface.locator("button, a")
			.all()
			.stream()
			.filter((target) -> target.boundingBox().width < 44 || target.boundingBox().height < 44)
			.map(Locator::textContent)
			.toList();
	}

	/**
	 * By the wheel: hidden overflow scrolls for a script, but not for a user.
	 */
	private static void scrollTo(Locator target, Page page) {
		page.mouse().move(page.viewportSize().width / 2.0, page.viewportSize().height / 2.0);
		page.mouse().wheel(0, 2_000);
		page.waitForCondition(() -> isInView(target));
	}

	private static boolean isInView(Locator target) {
		return (Boolean) target.evaluate("""
				(element) => {
					const { top, right, bottom, left } = element.getBoundingClientRect();
					return top >= 0 && left >= 0 && right <= innerWidth && bottom <= innerHeight;
				}
				""");
	}

	private static void takePicture(Page page, State state, Look look) {
		String name = state.pictureName() + "-" + look.pictureName();
		if (Boolean.getBoolean("screenshots.update") && PICTURES.contains(name)) {
			page.screenshot(
					new Page.ScreenshotOptions().setPath(Path.of("..", "docs", "images", "dialog-" + name + ".png")));
		}
	}

	private Page open(Look look) {
		Page page = DialogPage.open(this.browser, this.server, look.language, "undefined");
		page.setViewportSize(look.width, look.height);
		page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(look.colorScheme)
			.setForcedColors(look.forcedColors)
			.setReducedMotion(ReducedMotion.REDUCE));
		page.evaluate("""
				([direction, font]) => {
					const { style } = document.documentElement;
					document.documentElement.dir = direction;
					style.colorScheme = 'light dark';
					style.setProperty('--session-expiry-font-family', font);
				}
				""", List.of(look.direction, "'Liberation Sans', sans-serif"));
		return page;
	}

	enum State {

		ASK("ask({ changes: 2, loginUrl: '/log-in' })"),

		ASK_WITHOUT_CHANGES("ask({ changes: 0, reason: 'session_replaced', loginUrl: '/log-in' })"),

		OPEN("ask({ changes: 2, window: 'open', loginUrl: '/log-in' })"),

		BLOCKED("ask({ changes: 2, window: 'blocked', loginUrl: '/log-in' })"),

		NOTICE("notice()"),

		USER_CHANGED("message('user-changed', {})"),

		FAILED("message('failed', { loginUrl: '/log-in' })"),

		LOGGED_OUT("ask({ changes: 0, reason: 'logged_out', loginUrl: '/log-in' })"),

		WARN("warn({ left: until(performance.now() + 119_000), onExtend() {}, onLogout() {} })"),

		WARN_FAILED("warn({ left: until(performance.now() + 99_000), failed: true, onExtend() {}, onLogout() {} })"),

		WARN_FINAL("warn({ left: until(performance.now() + 99_000), final: true, onExtend() {}, onLogout() {} })");

		private final String call;

		State(String call) {
			this.call = call;
		}

		String pictureName() {
			return name().toLowerCase().replace('_', '-');
		}

	}

	enum Look {

		LIGHT(960, 600, "en"), DARK(960, 600, "en", ColorScheme.DARK, ForcedColors.NONE),

		RIGHT_TO_LEFT(960, 600, "ar"), JAPANESE(960, 600, "ja"),

		NARROW(320, 640, "de"), /* 1280 by 1024 at 400 % */ ZOOMED(320, 256, "fr"),

		FORCED_COLORS(960, 600, "en", ColorScheme.DARK, ForcedColors.ACTIVE);

		private final int width;

		private final int height;

		private final String language;

		private final String direction;

		private final ColorScheme colorScheme;

		private final ForcedColors forcedColors;

		Look(int width, int height, String language) {
			this(width, height, language, ColorScheme.LIGHT, ForcedColors.NONE);
		}

		Look(int width, int height, String language, ColorScheme colorScheme, ForcedColors forcedColors) {
			this.width = width;
			this.height = height;
			this.language = language;
			this.direction = language.equals("ar") ? "rtl" : "ltr";
			this.colorScheme = colorScheme;
			this.forcedColors = forcedColors;
		}

		String pictureName() {
			return name().toLowerCase().replace('_', '-');
		}

	}

}
