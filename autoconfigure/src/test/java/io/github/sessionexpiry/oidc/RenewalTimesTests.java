package io.github.sessionexpiry.oidc;

import java.time.Duration;
import java.time.Instant;

import io.github.sessionexpiry.oidc.Client.User;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * When a session is due, in real time.
 */
class RenewalTimesTests {

	private static Provider provider;

	@BeforeAll
	static void start() {
		provider = Provider.start();
	}

	@AfterAll
	static void stop() {
		provider.close();
	}

	@AfterEach
	void reset() {
		provider.reset();
	}

	@Test
	void requestWhenIntervalHasPassedThenDue() {
		try (Client client = Client.start(provider, OidcSetups.OidcLogin.class, "session-expiry.oidc.renew-after=2s")) {
			assertDueAfter(Duration.ofSeconds(2), client);
		}
	}

	@Test
	void requestWhenIdTokenHasExpiredThenDue() {
		provider.changeIdTokens((claims) -> claims.expiresAt(Instant.now().plusSeconds(2)));
		try (Client client = Client.start(provider, OidcSetups.OidcLogin.class,
				"session-expiry.oidc.renew-after=id-token")) {
			assertDueAfter(Duration.ofSeconds(2), client);
		}
	}

	/*
	 * The provider's clock is 50 seconds behind, which Spring Security tolerates: the
	 * token has expired before it comes.
	 */
	@Test
	void requestWhenClocksDisagreeThenNotDueAtOnce() {
		provider.changeIdTokens(
				(claims) -> claims.issuedAt(Instant.now().minusSeconds(50)).expiresAt(Instant.now().minusSeconds(45)));
		try (Client client = Client.start(provider, OidcSetups.OidcLogin.class,
				"session-expiry.oidc.renew-after=id-token")) {
			User alice = client.loggedIn("alice");
			assertThat(alice.page("/page").body()).isEqualTo("secured");
			alice.age();
			assertThat(alice.follow("/page").body()).isEqualTo("secured");
			assertThat(alice.page("/page").body()).isEqualTo("secured");
		}
	}

	private static void assertDueAfter(Duration interval, Client client) {
		User alice = client.user();
		alice.there().logIn();
		Instant before = Instant.now();
		assertThat(alice.follow("/page").body()).isEqualTo("secured");
		for (int i = 0; i < 2; i++) {
			Awaitility.await()
				.pollDelay(Duration.ZERO)
				.pollInterval(Duration.ofMillis(50))
				.until(() -> alice.script("GET", "/api/orders").statusCode() == 403);
			assertThat(Instant.now()).isAfter(before.plus(interval));
			before = Instant.now();
			assertThat(alice.follow("/page").body()).isEqualTo("secured");
			assertThat(alice.script("GET", "/api/orders").body()).isEqualTo("secured");
		}
	}

}
