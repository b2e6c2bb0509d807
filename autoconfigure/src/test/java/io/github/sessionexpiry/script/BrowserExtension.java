package io.github.sessionexpiry.script;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Clock;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Gives each test a browser profile of its own in a Chromium that all tests of a run
 * share. The environment variable {@code CHROME_BIN} names another one than Debian's.
 */
public final class BrowserExtension implements BeforeEachCallback, AfterEachCallback {

	private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace
		.create(BrowserExtension.class);

	private static final long NOON = Instant.parse("2026-11-21T12:00:00Z").toEpochMilli();

	private final Browser.NewContextOptions options;

	private BrowserContext context;

	public BrowserExtension() {
		this(new Browser.NewContextOptions());
	}

	BrowserExtension(Browser.NewContextOptions options) {
		this.options = options;
	}

	@Override
	public void beforeEach(ExtensionContext extensionContext) {
		Chromium chromium = extensionContext.getRoot()
			.getStore(NAMESPACE)
			.computeIfAbsent(Chromium.class, (key) -> new Chromium(), Chromium.class);
		this.context = chromium.browser.newContext(this.options);
		this.context.setDefaultTimeout(10_000);
		this.context.addInitScript(resource("observe.js"));
	}

	@Override
	public void afterEach(ExtensionContext extensionContext) {
		this.context.close();
	}

	/**
	 * Runs a script in each page that is opened from now on, ahead of the page's own.
	 * @param script the source of the script
	 */
	void addInitScript(String script) {
		this.context.addInitScript(script);
	}

	/**
	 * Opens a new page.
	 * @param url the URL of the page
	 * @return the page, loaded
	 */
	public Page open(String url) {
		Page page = this.context.newPage();
		page.navigate(url);
		return page;
	}

	/**
	 * Puts a clock of the test's own in the place of that of all pages to come.
	 * @return the clock, which stands still
	 */
	Clock stopClock() {
		Clock clock = this.context.clock();
		clock.install(new Clock.InstallOptions().setTime(NOON));
		clock.pauseAt(NOON + 1_000);
		return clock;
	}

	/**
	 * Returns the browser profile.
	 */
	BrowserContext context() {
		return this.context;
	}

	private static String resource(String name) {
		try (InputStream input = BrowserExtension.class.getResourceAsStream(name)) {
			return new String(Objects.requireNonNull(input).readAllBytes(), StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static final class Chromium implements AutoCloseable {

		private final Playwright playwright = Playwright
			.create(new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));

		private final Browser browser = this.playwright.chromium()
			.launch(new BrowserType.LaunchOptions()
				.setExecutablePath(Path.of(System.getenv().getOrDefault("CHROME_BIN", "/usr/bin/chromium")))
				.setIgnoreDefaultArgs(List.of("--disable-back-forward-cache"))
				.setArgs(List.of("--no-sandbox", "--disable-background-networking", "--disable-component-update",
						"--host-resolver-rules=MAP *.test 127.0.0.1")));

		@Override
		public void close() {
			this.playwright.close();
		}

	}

}
