package io.github.sessionexpiry.oidc;

import com.microsoft.playwright.Page;
import io.github.sessionexpiry.script.BrowserExtension;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A renewal in a hidden frame, in a real browser.
 */
@Timeout(60)
class FrameIT {

	/** Renews in a frame, and returns the type of the first message that comes of it. */
	static final String RENEW = """
			() => new Promise((resolve) => {
				new BroadcastChannel('session-expiry').onmessage = ({ data }) => resolve(data.type);
				const frame = document.createElement('iframe');
				frame.hidden = true;
				frame.src = '/session-expiry/refresh';
				document.body.append(frame);
			})
			""";

	/** Returns the status of a request by a script. */
	private static final String REQUEST = "fetch('/api/orders').then(({ status }) => status)";

	private static Provider provider;

	private static Client client;

	@RegisterExtension
	final BrowserExtension browser = new BrowserExtension();

	@BeforeAll
	static void start() {
		provider = Provider.start();
		client = Client.start(provider, OidcSetups.OidcLogin.class, "session-expiry.oidc.renew-after=30m");
	}

	@AfterAll
	static void stop() {
		client.close();
		provider.close();
	}

	@Test
	void renewalWhenProviderGetsItsCookiesThenPageIsToldThatItIsDone() {
		Page page = loggedIn(client.server().origin());
		age(page);
		assertThat(page.evaluate(REQUEST)).isEqualTo(403);

		assertThat(page.evaluate(RENEW)).isEqualTo("logged-in");

		assertThat(page.evaluate(REQUEST)).isEqualTo(200);
	}

	/*
	 * The host of the provider is another site for the browser, whose cookies it keeps
	 * from the frame.
	 */
	@Test
	void renewalWhenProviderDoesNotGetItsCookiesThenPageIsToldAndAWindowRenews() {
		try (Client elsewhere = Client.start(provider, OidcSetups.OidcLogin.class,
				"session-expiry.oidc.renew-after=30m",
				"spring.security.oauth2.client.provider.issuer.issuer-uri=" + otherSite())) {
			Page page = loggedIn(elsewhere.server().origin());
			age(page);

			assertThat(page.evaluate(RENEW)).isEqualTo("refresh-failed");

			assertThat(page.evaluate("fetch('/session-expiry/status').then((answer) => answer.json())").toString())
				.contains("authenticated=true");
			age(page);
			Page window = page.waitForPopup(() -> page.evaluate("() => { open('/session-expiry/refresh'); }"));
			window.waitForClose(() -> {
			});
			assertThat(page.evaluate(REQUEST)).isEqualTo(200);
		}
	}

	private static String otherSite() {
		return provider.origin().replace("localhost", "127.0.0.1");
	}

	private Page loggedIn(String origin) {
		Page page = this.browser.open(origin + "/page");
		page.fill("#username", "alice");
		page.fill("#password", "password");
		page.click("button[type=submit]");
		page.waitForURL(origin + "/page**");
		return page;
	}

	static void age(Page page) {
		page.evaluate("""
				async () => {
					await fetch('/public/test/age?attribute=RENEWED_AT');
					await fetch('/public/test/age?attribute=ATTEMPTED_AT');
				}
				""");
	}

}
