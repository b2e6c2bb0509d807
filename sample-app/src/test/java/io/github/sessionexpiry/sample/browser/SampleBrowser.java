package io.github.sessionexpiry.sample.browser;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Gives each test a browser profile of its own in a Chromium that all tests share. The
 * environment variable {@code CHROME_BIN} names another one than Debian's.
 */
final class SampleBrowser implements BeforeEachCallback, AfterEachCallback {

	private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(SampleBrowser.class);

	private BrowserContext context;

	@Override
	public void beforeEach(ExtensionContext extensionContext) {
		this.context = extensionContext.getRoot()
			.getStore(NAMESPACE)
			.computeIfAbsent(Chromium.class, (key) -> new Chromium(), Chromium.class).browser.newContext();
	}

	@Override
	public void afterEach(ExtensionContext extensionContext) {
		this.context.close();
	}

	Page newPage() {
		return this.context.newPage();
	}

	private static final class Chromium implements AutoCloseable {

		private final Playwright playwright = Playwright
			.create(new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));

		private final Browser browser = this.playwright.chromium()
			.launch(new BrowserType.LaunchOptions()
				.setExecutablePath(Path.of(System.getenv().getOrDefault("CHROME_BIN", "/usr/bin/chromium")))
				.setArgs(List.of("--no-sandbox", "--disable-background-networking", "--disable-component-update")));

		@Override
		public void close() {
			this.playwright.close();
		}

	}

}
