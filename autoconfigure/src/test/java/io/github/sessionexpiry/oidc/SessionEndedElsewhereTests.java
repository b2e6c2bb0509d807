package io.github.sessionexpiry.oidc;

import java.net.http.HttpResponse;

import io.github.sessionexpiry.oidc.Client.User;
import io.github.sessionexpiry.server.Requests;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A log-out of which the other tabs of a browser have not heard.
 */
class SessionEndedElsewhereTests {

	private static final String REASON = "session_ended_elsewhere";

	private static Provider provider;

	private static Client client;

	@BeforeAll
	static void start() {
		provider = Provider.start();
		client = Client.start(provider, OidcSetups.BackChannelLogout.class);
	}

	@AfterAll
	static void stop() {
		client.close();
		provider.close();
	}

	@Test
	void scriptWhenProviderHasLoggedOutThenIsToldSo() {
		User alice = client.loggedIn("alice");
		User bob = client.loggedIn("bob");

		assertThat(logOutAtProvider("alice").statusCode()).isEqualTo(200);

		HttpResponse<String> response = alice.script("GET", "/api/orders");
		assertThat(response.statusCode()).isEqualTo(403);
		assertThat(response.headers().firstValue("Session-Expiry")).hasValue(REASON);
		assertThat(response.body()).contains("\"reason\":\"" + REASON + "\"");
		assertThat(alice.script("POST", "/api/orders").headers().firstValue("Session-Expiry")).hasValue(REASON);
		assertThat(alice.script("POST", "/session-expiry/extend").headers().firstValue("Session-Expiry"))
			.hasValue(REASON);
		assertThat(alice.script("GET", "/public/hello").body()).isEqualTo("public");
		assertThat(bob.script("GET", "/api/orders").body()).isEqualTo("secured");
	}

	@Test
	void scriptWhenAnotherTabHasALoginPageByNowThenIsToldSo() {
		User alice = client.loggedIn("alice");
		logOutAtProvider("alice");
		alice.leaveProvider();
		String cookie = alice.here().cookies().get("JSESSIONID");
		assertThat(alice.follow("/page").uri()).hasToString(provider.origin() + "/login");
		assertThat(alice.here().cookies().get("JSESSIONID")).isNotEqualTo(cookie);
		assertThat(alice.script("GET", "/api/orders").headers().firstValue("Session-Expiry")).hasValue(REASON);
	}

	@Test
	void scriptWhenUserHasLoggedOutInAnotherTabThenIsToldSo() {
		User alice = client.loggedIn("alice");
		String csrfToken = alice.script("GET", "/public/test/csrf").body();
		alice.here().post("/logout", new String[] { "_csrf", csrfToken }, Requests.PAGE);
		assertThat(alice.script("GET", "/api/orders").headers().firstValue("Session-Expiry")).hasValue(REASON);
	}

	@Test
	void scriptWhenSessionHasExpiredThenIsToldThat() {
		User alice = client.loggedIn("alice");
		alice.here().expireSession();
		assertThat(alice.script("GET", "/api/orders").headers().firstValue("Session-Expiry"))
			.hasValue("session_expired");
	}

	@Test
	void scriptWhenSessionExpiresAfterALoginThenIsToldThat() {
		User alice = client.loggedIn("alice");
		logOutAtProvider("alice");
		assertThat(alice.follow("/page").body()).isEqualTo("secured");
		alice.here().expireSession();
		assertThat(alice.script("GET", "/api/orders").headers().firstValue("Session-Expiry"))
			.hasValue("session_expired");
	}

	@Test
	void logoutWhenTokenIsForgedThenRefusedAndSessionStays() {
		User alice = client.loggedIn("alice");
		HttpResponse<String> response = client.user()
			.here()
			.post("/logout/connect/back-channel/acme", new String[] { "logout_token", "x.y.z" });
		assertThat(response.statusCode()).isEqualTo(400);
		assertThat(alice.script("GET", "/api/orders").body()).isEqualTo("secured");
	}

	private static HttpResponse<String> logOutAtProvider(String user) {
		return client.user()
			.here()
			.post("/logout/connect/back-channel/acme",
					new String[] { "logout_token", provider.logoutToken(client.id(), user) });
	}

}
