package io.github.sessionexpiry.oidc;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import java.util.stream.IntStream;

import io.github.sessionexpiry.oidc.Client.User;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What else can happen to a session while it is renewed.
 */
class RenewalRaceTests {

	private static final String[] SETTINGS = { "session-expiry.oidc.renew-after=30m" };

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
	void logoutWhileCodeIsExchangedThenStaysLoggedOut() {
		try (Client client = Client.start(provider, OidcSetups.OidcLogin.class, SETTINGS)) {
			User alice = client.loggedIn("alice");
			alice.age();
			String callback = alice.location(alice.page(alice.location(alice.page("/page"))));

			HttpResponse<String> response = whileHeld(() -> alice.page(callback), alice::logOut);

			assertThat(alice.location(response)).endsWith("/session-expiry/login?continue=%2Fpage");
			assertLoggedOut(alice);
		}
	}

	@Test
	void logoutWhileTokenIsRefreshedThenStaysLoggedOut() {
		try (Client client = Client.startWithRefreshTokens(provider, OidcSetups.OidcLogin.class, SETTINGS)) {
			User alice = client.loggedIn("alice");
			alice.age();

			HttpResponse<String> response = whileHeld(() -> alice.script("GET", "/api/orders"), alice::logOut);

			assertThat(response.headers().firstValue("Session-Expiry")).hasValue("session_ended_elsewhere");
			assertLoggedOut(alice);
		}
	}

	@Test
	void otherLoginWhileCodeIsExchangedThenStaysThatUser() {
		try (Client client = Client.start(provider, OidcSetups.OidcAndFormLogin.class, SETTINGS)) {
			User alice = client.loggedInByLink("alice");
			alice.age();
			String callback = alice.location(alice.page(alice.location(alice.page("/page"))));

			HttpResponse<String> response = whileHeld(() -> alice.page(callback),
					() -> alice.here().logIn("/login", "carol"));

			assertThat(alice.location(response)).endsWith("/page");
			assertThat(alice.name()).isEqualTo("carol");
		}
	}

	@Test
	void callbackWhenSomebodyElseHasLoggedInByAFormThenIsNoLogin() {
		try (Client client = Client.start(provider, OidcSetups.OidcAndFormLogin.class, SETTINGS)) {
			User alice = client.loggedInByLink("alice");
			alice.age();
			String callback = alice.location(alice.page(alice.location(alice.page("/page"))));
			alice.here().logIn("/login", "carol");

			for (int i = 0; i < 2; i++) {
				assertThat(alice.follow(callback).body()).isEqualTo("secured");
				assertThat(alice.name()).isEqualTo("carol");
			}
		}
	}

	@Test
	void callbackWhenUserHasLoggedOutOfTheSameSessionThenIsNoLogin() {
		try (Client client = Client.start(provider, OidcSetups.LogoutWithinSession.class, SETTINGS)) {
			User alice = client.loggedIn("alice");
			alice.age();
			String callback = alice.location(alice.page(alice.location(alice.page("/page"))));
			alice.logOut();

			for (int i = 0; i < 2; i++) {
				assertThat(alice.location(alice.page(callback))).endsWith("/session-expiry/login?continue=%2Fpage");
				assertThat(alice.here().send("GET", "/session-expiry/status").body())
					.contains("\"authenticated\":false");
			}
		}
	}

	@Test
	void requestsWhenTwoBrowsersOfAUserAreDueAtOnceThenBothGoOn() {
		try (Client client = Client.startWithRefreshTokens(provider, OidcSetups.OidcLogin.class, SETTINGS)) {
			User laptop = client.loggedIn("alice");
			User phone = client.loggedIn("alice");
			laptop.age();
			phone.age();
			provider.reset();

			HttpResponse<String> response = whileHeld(() -> laptop.script("GET", "/api/orders"), () -> {
				assertThat(phone.script("GET", "/api/orders").body()).isEqualTo("secured");
				assertThat(provider.grants()).containsExactly("refresh_token");
			});

			assertThat(response.body()).isEqualTo("secured");
			assertThat(phone.script("GET", "/api/orders").body()).isEqualTo("secured");
			assertThat(provider.grants()).containsExactly("refresh_token", "refresh_token");
		}
	}

	@Test
	void requestsWhenTokenEndpointHangsThenMostAreServed() {
		ExecutorService executor = Executors.newCachedThreadPool();
		try (Client client = Client.startWithRefreshTokens(provider, OidcSetups.OidcLogin.class, SETTINGS)) {
			List<User> users = IntStream.range(0, 20).mapToObj((i) -> client.loggedIn("user" + i)).toList();
			users.forEach(User::age);
			provider.hold("/oauth2/token");
			List<CompletableFuture<HttpResponse<String>>> responses = users.stream()
				.map((user) -> CompletableFuture.supplyAsync(() -> user.script("GET", "/api/orders"), executor))
				.toList();

			Awaitility.await().until(() -> responses.stream().filter(CompletableFuture::isDone).count() >= 4);

			provider.reset();
			assertThat(responses).allSatisfy((response) -> assertThat(response.join().body()).isEqualTo("secured"));
		}
		finally {
			executor.shutdown();
		}
	}

	private static void assertLoggedOut(User user) {
		assertThat(user.here().send("GET", "/session-expiry/status").body()).contains("\"authenticated\":false");
		assertThat(user.script("GET", "/api/orders").headers().firstValue("Session-Expiry"))
			.hasValue("session_ended_elsewhere");
	}

	/**
	 * Sends a request that makes the application ask the provider for a token, and lets
	 * something else happen before that is answered.
	 */
	private static HttpResponse<String> whileHeld(Supplier<HttpResponse<String>> request, Runnable other) {
		provider.hold("/oauth2/token");
		CompletableFuture<HttpResponse<String>> response = CompletableFuture.supplyAsync(request);
		Awaitility.await().until(() -> provider.held() == 1);
		other.run();
		provider.hold("");
		return response.join();
	}

}
