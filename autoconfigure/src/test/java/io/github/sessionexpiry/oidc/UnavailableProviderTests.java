package io.github.sessionexpiry.oidc;

import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.github.sessionexpiry.oidc.Client.User;
import io.github.sessionexpiry.server.Requests;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A provider that is down when a session is due.
 */
class UnavailableProviderTests {

	private static final String END = "session-expiry.oidc.on-unavailable=end";

	private Provider provider;

	@BeforeEach
	void start() {
		this.provider = Provider.start();
	}

	@AfterEach
	void stop() {
		this.provider.close();
	}

	@Test
	void requestWhenProviderIsStoppedThenSessionIsKept() {
		try (Client client = client()) {
			User alice = client.loggedIn("alice");
			alice.age();
			this.provider.close();
			assertThat(alice.script("GET", "/api/orders").body()).isEqualTo("secured");
			assertThat(alice.page("/page").body()).isEqualTo("secured");
			assertThat(alice.follow("/session-expiry/refresh?continue=%2Fpage").body()).isEqualTo("secured");
			assertThat(alice.follow("/session-expiry/refresh").body()).contains("logged-in.js");
		}
	}

	@Test
	void requestWhenProviderIsStoppedAndSessionsAreToEndThenEnds() {
		try (Client client = client(END)) {
			User alice = client.loggedIn("alice");
			alice.age();
			this.provider.close();
			HttpResponse<String> response = alice.script("GET", "/api/orders");
			assertThat(response.headers().firstValue("Session-Expiry")).hasValue("session_expired");
			assertThat(response.headers().firstValue("login_url")).isPresent();
			assertThat(alice.location(alice.page("/page"))).endsWith("/oauth2/authorization/acme");
		}
	}

	@Test
	void requestsWhenManyFindProviderStoppedAndSessionsAreToEndThenAllAreTold() throws Exception {
		try (Client client = client(END)) {
			User alice = client.loggedIn("alice");
			alice.age();
			this.provider.close();
			ExecutorService executor = Executors.newFixedThreadPool(32);
			try {
				List<Future<HttpResponse<String>>> responses = executor.invokeAll(
						Stream.generate(() -> (Callable<HttpResponse<String>>) () -> alice.script("GET", "/api/orders"))
							.limit(32)
							.toList());
				for (Future<HttpResponse<String>> response : responses) {
					assertThat(response.get().statusCode()).isEqualTo(403);
					assertThat(response.get().headers().firstValue("login_url")).isPresent();
				}
			}
			finally {
				executor.shutdown();
			}
		}
	}

	@Test
	void scriptWhenFrameHasFailedAndSessionsAreToEndThenSessionStays() {
		try (Client client = client(END)) {
			User alice = client.loggedIn("alice");
			alice.age();
			alice.leaveProvider();
			String[] frame = Requests.PAGE.clone();
			frame[3] = "iframe";
			HttpResponse<String> response = alice.follow(alice.here().send("GET", "/session-expiry/refresh", frame),
					frame);
			assertThat(response.body()).contains("refresh-failed.js");
			alice.age();
			assertThat(alice.script("GET", "/api/orders").headers().firstValue("refresh_url")).isPresent();
		}
	}

	@Test
	void pageWhenKeysNeverEndThenDoesNotWaitForThem() throws Exception {
		try (Client client = client()) {
			User alice = client.loggedIn("alice");
			alice.age();
			this.provider.holdBody("/oauth2/jwks");
			CompletableFuture<HttpResponse<String>> response = CompletableFuture.supplyAsync(() -> alice.page("/page"));
			assertThat(alice.location(response.get(10, TimeUnit.SECONDS))).contains("prompt=none");
		}
		finally {
			this.provider.reset();
		}
	}

	@Test
	void pageWhenProviderIsStoppedAndSessionsAreToEndThenGoesToTheLogin() {
		try (Client client = client(END)) {
			User alice = client.loggedIn("alice");
			alice.age();
			this.provider.close();
			assertThat(alice.location(alice.page("/session-expiry/refresh?continue=%2Fpage")))
				.endsWith("/session-expiry/login?continue=%2Fpage");
			assertThat(alice.location(alice.page("/page"))).endsWith("/oauth2/authorization/acme");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "", END })
	void requestWhenProviderHasErrorsThenAsIfStopped(String property) {
		try (Client client = property.isEmpty() ? client() : client(property)) {
			User alice = client.loggedIn("alice");
			alice.age();
			this.provider.fail("/", 503);
			assertThat(alice.page("/page").statusCode()).isEqualTo(property.isEmpty() ? 200 : 302);
		}
	}

	@Test
	void requestWhenProviderRefusesToTellItsKeysThenItIsThereAllTheSame() {
		try (Client client = client()) {
			User alice = client.loggedIn("alice");
			alice.age();
			this.provider.fail("/oauth2/jwks", 404);
			assertThat(alice.location(alice.page("/page"))).contains("prompt=none");
		}
	}

	@Test
	void renewalWhenTokenEndpointFailsAndSessionsAreToEndThenEnds() {
		try (Client client = client(END)) {
			User alice = client.loggedIn("alice");
			alice.age();
			this.provider.fail("/oauth2/token", 503);
			HttpResponse<String> callback = alice.page(alice.location(alice.page("/page")));
			assertThat(alice.location(alice.page(alice.location(callback))))
				.endsWith("/session-expiry/login?continue=%2Fpage");
			assertThat(alice.script("GET", "/api/orders").headers().firstValue("login_url")).isPresent();
		}
	}

	@Test
	void renewalWhenProviderHasTooManyRequestsThenSessionIsKept() {
		try (Client client = client()) {
			User alice = client.loggedIn("alice");
			alice.age();
			this.provider.fail("/oauth2/token", 429);
			assertThat(alice.follow("/page").body()).isEqualTo("secured");
		}
	}

	@Test
	void pageWhenProviderNeverComesBackAndSessionsAreToEndThenEndsAtTheNextAttempt() {
		try (Client client = client(END)) {
			User alice = client.loggedIn("alice");
			alice.age();
			assertThat(alice.location(alice.page("/page"))).contains("prompt=none");
			assertThat(alice.page("/page").body()).isEqualTo("secured");
			alice.age();
			assertThat(alice.location(alice.page("/page"))).endsWith("/oauth2/authorization/acme");
		}
	}

	@Test
	void callbackWhenProviderSaysThatItCantThenSessionIsKept() {
		try (Client client = client()) {
			User alice = client.loggedIn("alice");
			alice.age();
			assertThat(alice.location(callback(alice, "temporarily_unavailable"))).endsWith("/page");
			assertThat(alice.page("/page").body()).isEqualTo("secured");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "login_required", "interaction_required", "consent_required", "account_selection_required",
			"access_denied" })
	void callbackWhenProviderSaysThatItMayNotThenUserLogsIn(String error) {
		try (Client client = client()) {
			User alice = client.loggedIn("alice");
			alice.age();
			assertThat(alice.location(callback(alice, error))).endsWith("/session-expiry/login?continue=%2Fpage");
			assertThat(alice.follow("/session-expiry/login?continue=%2Fpage").body()).isEqualTo("secured");
		}
	}

	private Client client(String... properties) {
		String[] all = Arrays.copyOf(properties, properties.length + 1);
		all[properties.length] = "session-expiry.oidc.renew-after=30m";
		return Client.start(this.provider, OidcSetups.OidcLogin.class, all);
	}

	private static HttpResponse<String> callback(User user, String error) {
		String state = user.location(user.page("/page")).replaceFirst(".*[?&]state=([^&]+).*", "$1");
		return user.page("/login/oauth2/code/acme?error=" + error + "&state=" + state);
	}

}
