package io.github.sessionexpiry.oidc;

import java.io.IOException;

import com.microsoft.playwright.Page;
import io.github.sessionexpiry.script.BrowserExtension;
import io.github.sessionexpiry.server.TestServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Renewals and log-outs with a Keycloak. Runs in the profile {@code keycloak} only.
 */
@Timeout(300)
class KeycloakIT {

	private static final String REQUEST = """
			() => fetch('/api/orders').then(({ status, headers }) => `${status} ${headers.get('Session-Expiry')}`)
			""";

	private static final String SERVED = "200 null";

	private static Keycloak keycloak;

	/** Gets no refresh tokens. */
	private static TestServer byBrowser;

	private static TestServer byToken;

	@RegisterExtension
	final BrowserExtension browser = new BrowserExtension();

	@BeforeAll
	static void start() throws IOException {
		int port = Keycloak.freePort();
		keycloak = Keycloak.start(port);
		byBrowser = start("browser", port, "JSESSIONID");
		byToken = start("token", 0, "TOKEN");
	}

	// A cookie is for all ports of a host. What comes from Keycloak is for the default
	// one
	private static TestServer start(String clientId, int port, String cookie) {
		String registration = "spring.security.oauth2.client.registration.acme";
		return TestServer.start(OidcSetups.BackChannelLogout.class, "session-expiry.oidc.renew-after=30m",
				"server.port=" + port, "server.servlet.session.cookie.name=" + cookie,
				registration + ".client-id=" + clientId, registration + ".client-secret=secret",
				registration + ".scope=openid", registration + ".provider=keycloak",
				"spring.security.oauth2.client.provider.keycloak.issuer-uri=" + keycloak.issuer());
	}

	@AfterAll
	static void stop() {
		byToken.close();
		byBrowser.close();
		keycloak.close();
	}

	@Test
	void pageWhenDueThenComesBackToTheSameUrl() {
		Page page = loggedIn(byBrowser);
		String idToken = idToken(page);
		FrameIT.age(page);

		page.navigate(byBrowser.origin() + "/page?id=5");

		assertThat(page.url()).isEqualTo(byBrowser.origin() + "/page?id=5");
		assertThat(idToken(page)).isNotEqualTo(idToken);
	}

	@Test
	void scriptWhenDueThenRenewedInAFrame() {
		Page page = loggedIn(byBrowser);
		FrameIT.age(page);
		assertThat(page.evaluate(REQUEST)).isEqualTo("403 refresh_required");
		assertThat(page.evaluate(FrameIT.RENEW)).isEqualTo("logged-in");
		assertThat(page.evaluate(REQUEST)).isEqualTo(SERVED);
	}

	@Test
	void scriptWhenDueAndThereIsARefreshTokenThenServed() {
		Page page = loggedIn(byToken);
		String idToken = idToken(page);
		FrameIT.age(page);
		assertThat(page.evaluate(REQUEST)).isEqualTo(SERVED);
		assertThat(idToken(page)).isNotEqualTo(idToken);
	}

	@Test
	void pageWhenLoggedOutAtKeycloakThenUserLogsIn() {
		Page page = loggedIn(byToken);
		logOutAtKeycloak();
		FrameIT.age(page);
		assertThat(page.evaluate(REQUEST)).isEqualTo(SERVED);
		FrameIT.age(page);
		page.navigate(byToken.origin() + "/page?id=5");
		assertThat(page.url()).startsWith(keycloak.issuer());
		logIn(page);
		assertThat(page.url()).startsWith(byToken.origin() + "/page?id=5");
	}

	@Test
	void scriptWhenKeycloakHasLoggedOutThenIsToldSo() {
		Page page = loggedIn(byBrowser);
		assertThat(page.evaluate(REQUEST)).isEqualTo(SERVED);
		logOutAtKeycloak();
		Awaitility.await().until(() -> page.evaluate(REQUEST), "403 session_ended_elsewhere"::equals);
	}

	private Page loggedIn(TestServer application) {
		Page page = this.browser.open(application.origin() + "/page");
		logIn(page);
		page.waitForURL(application.origin() + "/page**");
		return page;
	}

	private static void logIn(Page page) {
		page.fill("#username", "alice");
		page.fill("#password", "password");
		page.click("#kc-login");
	}

	private void logOutAtKeycloak() {
		Page page = this.browser.open(keycloak.issuer() + "/protocol/openid-connect/logout");
		page.click("#kc-logout");
		page.waitForLoadState();
	}

	private static String idToken(Page page) {
		return (String) page.evaluate("fetch('/public/test/id-token').then((answer) => answer.text())");
	}

}
