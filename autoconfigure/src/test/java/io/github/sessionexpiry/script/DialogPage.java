package io.github.sessionexpiry.script;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;

import io.github.sessionexpiry.script.StubServer.Answer;

/**
 * A page with a text field that uses the dialog by itself: {@code dialog} is the dialog,
 * {@code log} what it has told.
 */
final class DialogPage {

	static final String ASK = "dialog.ask({ changes: 0, loginUrl: '/log-in' })";

	private static final String PAGE = """
			<!doctype html>
			<html lang="%s">
			<head>
			<meta name="viewport" content="width=device-width">
			<title>Field notes</title>
			<link rel="stylesheet" href="/notes.css">
			</head>
			<body>
			<main>
			<h1>Field notes</h1>
			<p>Written down where it was seen.</p>
			<textarea aria-label="Note" rows="9">Tuesday</textarea>
			</main>
			</body>
			</html>
			""";

	private static final String STYLES = """
			html { font: 1rem/1.5 'Liberation Sans', sans-serif; }
			body { margin: 3rem 1.5rem; }
			main { max-width: 44rem; margin: auto; }
			textarea { box-sizing: border-box; width: 100%; padding: 1rem; font: inherit; }
			""";

	private DialogPage() {
	}

	static Page open(BrowserExtension browser, StubServer server) {
		return open(browser, server, "en", "undefined");
	}

	/**
	 * Opens the page.
	 * @param browser the browser
	 * @param server the server
	 * @param language the language of the page
	 * @param texts JavaScript with the option {@code texts}
	 * @return the page
	 */
	static Page open(BrowserExtension browser, StubServer server, String language, String texts) {
		server.on("/notes",
				Answer.status(200)
					.header("Content-Type", "text/html;charset=UTF-8")
					.header("Content-Security-Policy", "default-src 'self'; require-trusted-types-for 'script'")
					.body(PAGE.formatted(language)));
		server.on("/notes.css", Answer.status(200).header("Content-Type", "text/css").body(STYLES));
		Page page = browser.open(server.url("/notes"));
		page.evaluate("""
				async () => {
					const { createDialog } = await import('/session-expiry/session-expiry-dialog.js');
					window.log = [];
					window.until = (end) => () => end - performance.now();
					window.dialog = createDialog({
						onLogin: () => log.push('login'),
						onCancel: () => log.push('cancel'),
						texts: %s,
					});
				}
				""".formatted(texts));
		return page;
	}

	static Locator dialog(Page page) {
		return page.locator("session-expiry dialog");
	}

	static Locator button(Page page, String name) {
		return page.locator("session-expiry").getByText(name, new Locator.GetByTextOptions().setExact(true));
	}

}
