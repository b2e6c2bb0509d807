package io.github.sessionexpiry.oidc;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

import io.github.sessionexpiry.oidc.Client.User;
import io.github.sessionexpiry.server.Requests;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Renewing a session on the server, by a refresh token.
 */
class TokenRenewalTests {

	private static final String[] SETTINGS = { "session-expiry.oidc.renew-after=30m" };

	private static Provider provider;

	private static Client client;

	@BeforeAll
	static void start() {
		provider = Provider.start();
		client = Client.startWithRefreshTokens(provider, OidcSetups.OidcLogin.class, SETTINGS);
	}

	@AfterAll
	static void stop() {
		client.close();
		provider.close();
	}

	@AfterEach
	void reset() {
		provider.reset();
	}

	@Test
	void requestsWhenDueThenRenewedWithoutTheBrowserNoticing() {
		User alice = client.loggedIn("alice");
		String idToken = alice.token();
		String authorities = alice.script("GET", "/public/test/authorities").body();
		for (String[] kind : List.of(Requests.PAGE, Requests.FETCH)) {
			alice.age();
			provider.reset();
			HttpResponse<String> response = alice.here().send("GET", "/page", kind);
			assertThat(response.body()).isEqualTo("secured");
			assertThat(response.headers().allValues("Set-Cookie")).isEmpty();
			assertThat(alice.token()).isNotEqualTo(idToken);
			idToken = alice.token();
			assertThat(alice.here().send("GET", "/page", kind).body()).isEqualTo("secured");
			assertThat(provider.grants()).containsExactly("refresh_token");
		}
		assertThat(alice.script("GET", "/public/test/authorities").body()).isEqualTo(authorities);
	}

	@Test
	void requestWhenDueAndAChangeThenRenewedAsWell() {
		User alice = client.loggedIn("alice");
		String csrfToken = alice.script("GET", "/public/test/csrf").body();
		alice.age();
		provider.reset();
		assertThat(alice.script("POST", "/api/orders", "X-CSRF-TOKEN", csrfToken).body()).isEqualTo("secured");
		assertThat(provider.grants()).containsExactly("refresh_token");
	}

	@Test
	void requestWhenDueButPassiveThenNotRenewed() {
		User alice = client.loggedIn("alice");
		alice.age();
		provider.reset();
		assertThat(alice.script("GET", "/api/orders", "Session-Expiry-Passive", "true").body()).isEqualTo("secured");
		assertThat(provider.grants()).isEmpty();
	}

	@Test
	void requestsWhenManyAreDueAtOnceThenOneRenews() throws Exception {
		User alice = client.loggedIn("alice");
		alice.age();
		provider.reset();
		ExecutorService executor = Executors.newFixedThreadPool(16);
		try {
			List<Future<HttpResponse<String>>> responses = executor.invokeAll(
					Stream.generate(() -> (Callable<HttpResponse<String>>) () -> alice.script("GET", "/api/orders"))
						.limit(32)
						.toList());
			for (Future<HttpResponse<String>> response : responses) {
				assertThat(response.get().body()).isEqualTo("secured");
			}
		}
		finally {
			executor.shutdown();
		}
		assertThat(provider.grants()).containsExactly("refresh_token");
	}

	@Test
	void requestWhenRefreshTokenIsRefusedThenBrowserRenews() {
		User alice = client.loggedIn("alice");
		String idToken = alice.token();
		alice.age();
		provider.refuse("refresh_token");

		assertThat(alice.script("GET", "/api/orders").body()).isEqualTo("secured");
		alice.rest();
		assertThat(alice.script("GET", "/api/orders").headers().firstValue("refresh_url")).isPresent();
		assertThat(alice.follow("/page").body()).isEqualTo("secured");

		assertThat(alice.token()).isNotEqualTo(idToken);
	}

	@Test
	void requestWhenRefreshTokenIsRefusedButKeptThenBrowserRenewsAsWell() {
		try (Client keeping = Client.startWithRefreshTokens(provider, OidcSetups.KeepsTokens.class, SETTINGS)) {
			User alice = keeping.loggedIn("alice");
			alice.age();
			provider.refuse("refresh_token");
			assertThat(alice.script("GET", "/api/orders").body()).isEqualTo("secured");
			alice.rest();
			assertThat(alice.script("GET", "/api/orders").headers().firstValue("refresh_url")).isPresent();
		}
	}

	@Test
	void requestWhenTokenEndpointFailsThenSessionIsKeptAndTriedAgainLater() {
		User alice = client.loggedIn("alice");
		alice.age();
		provider.fail("/oauth2/token", 503);
		assertThat(alice.page("/page").body()).isEqualTo("secured");
		assertThat(alice.script("GET", "/api/orders").body()).isEqualTo("secured");
		assertThat(provider.grants().stream().filter("refresh_token"::equals)).hasSize(1);
		provider.reset();
		alice.age();
		assertThat(alice.page("/page").body()).isEqualTo("secured");
		assertThat(provider.grants()).containsExactly("refresh_token");
	}

	@Test
	void requestWhenIdTokenIsSomebodyElsesThenSessionEnds() {
		User alice = client.loggedIn("alice");
		alice.age();
		provider.changeIdTokens((claims) -> claims.subject("bob"));
		HttpResponse<String> response = alice.script("GET", "/api/orders");
		assertThat(response.statusCode()).isEqualTo(403);
		assertThat(response.headers().firstValue("Session-Expiry")).hasValue("session_ended_elsewhere");
		assertThat(response.headers().firstValue("login_url")).isPresent();
		assertThat(alice.here().send("GET", "/session-expiry/status").body()).contains("\"authenticated\":false");
	}

}
