package io.github.sessionexpiry.oidc;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

import io.github.sessionexpiry.oidc.Client.User;
import io.github.sessionexpiry.server.Requests;
import io.github.sessionexpiry.server.TestServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.security.oauth2.core.AuthorizationGrantType;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Renewals and log-outs where sessions are not Tomcat's.
 */
@ParameterizedClass
@EnumSource
@SuppressWarnings("NullAway.Init")
class SessionPlacesTests {

	private static Provider provider;

	private static Client client;

	private static Client withTokens;

	private final Place place;

	SessionPlacesTests(Place place) {
		this.place = place;
	}

	@BeforeParameterizedClassInvocation
	static void start(Place place) {
		provider = Provider.start();
		client = start(place, List.of());
		withTokens = start(place, List.of(AuthorizationGrantType.REFRESH_TOKEN));
	}

	private static Client start(Place place, List<AuthorizationGrantType> grantTypes) {
		return Client.startAt(place.start, provider, place.configuration, grantTypes,
				"session-expiry.oidc.renew-after=30m");
	}

	@AfterParameterizedClassInvocation
	static void stop() {
		withTokens.close();
		client.close();
		provider.close();
	}

	@AfterEach
	void reset() {
		provider.reset();
	}

	@Test
	void pageWhenDueThenComesBackAndNothingElseChanges() {
		User alice = client.loggedIn("alice");
		alice.script("GET", "/test/count");
		String cookies = alice.here().cookies().toString();
		String idToken = alice.token();
		alice.age();

		HttpResponse<String> response = alice.page("/page?id=5");

		assertThat(alice.location(response)).contains("prompt=none");
		assertThat(alice.follow(response, Requests.PAGE).uri()).hasToString(client.server().origin() + "/page?id=5");
		assertThat(alice.token()).isNotEqualTo(idToken);
		assertThat(alice.here().cookies()).hasToString(cookies);
		assertThat(alice.script("GET", "/test/count").body()).isEqualTo("2");
	}

	@Test
	void scriptWhenDueThenIsToldAndServedAfterwards() {
		User alice = client.loggedIn("alice");
		alice.age();
		assertThat(alice.script("GET", "/api/orders").headers().firstValue("refresh_url")).isPresent();
		assertThat(alice.follow("/session-expiry/refresh").body()).contains("logged-in.js");
		assertThat(alice.script("GET", "/api/orders").body()).isEqualTo("secured");
	}

	@Test
	void pageWhenProviderNeverComesBackThenServed() {
		User alice = client.loggedIn("alice");
		alice.age();
		assertThat(alice.page("/page").statusCode()).isEqualTo(302);
		assertThat(alice.page("/page").body()).isEqualTo("secured");
	}

	@Test
	void renewalWhenSomebodyElseIsLoggedInAtTheProviderThenSessionEnds() {
		User alice = client.loggedIn("alice");
		alice.age();
		alice.leaveProvider();
		alice.there().logIn("/login", "bob");
		alice.page(alice.location(alice.page(alice.location(alice.page("/page")))));
		assertThat(alice.script("GET", "/api/orders").headers().firstValue("Session-Expiry"))
			.hasValue(this.place.reason);
		assertThat(alice.follow("/page").body()).isEqualTo("secured");
		assertThat(alice.name()).isEqualTo("bob");
	}

	@Test
	void requestWhenThereIsARefreshTokenThenServed() {
		User alice = withTokens.loggedIn("alice");
		String idToken = alice.token();
		alice.age();
		provider.reset();
		assertThat(alice.script("GET", "/api/orders").body()).isEqualTo("secured");
		assertThat(alice.token()).isNotEqualTo(idToken);
		assertThat(alice.page("/page").body()).isEqualTo("secured");
		assertThat(provider.grants()).containsExactly("refresh_token");
	}

	@Test
	void requestsWhenManyAreDueAtOnceThenOneRenews() {
		User alice = withTokens.loggedIn("alice");
		alice.age();
		provider.reset();
		ExecutorService executor = Executors.newFixedThreadPool(16);
		try {
			List<CompletableFuture<HttpResponse<String>>> responses = Stream
				.generate(() -> CompletableFuture.supplyAsync(() -> alice.script("GET", "/api/orders"), executor))
				.limit(32)
				.toList();
			assertThat(responses).allSatisfy((response) -> assertThat(response.join().body()).isEqualTo("secured"));
		}
		finally {
			executor.shutdown();
		}
		assertThat(provider.grants()).containsExactly("refresh_token");
	}

	@Test
	void requestWhenTheOneThatHasRenewedIsNotDoneThenDoesNotRenewAgain() {
		User alice = withTokens.loggedIn("alice");
		alice.age();
		provider.reset();
		CompletableFuture<HttpResponse<String>> slow = CompletableFuture
			.supplyAsync(() -> alice.script("GET", "/test/slow"));
		assertThat(alice.here().send("GET", "/public/test/await-slow", Requests.CURL).body()).isEqualTo("true");
		assertThat(alice.script("GET", "/api/orders").body()).isEqualTo("secured");
		alice.here().send("GET", "/public/test/finish-slow", Requests.CURL);
		assertThat(slow.join().body()).isEqualTo("true");
		assertThat(alice.script("GET", "/api/orders").body()).isEqualTo("secured");
		assertThat(provider.grants()).containsExactly("refresh_token");
	}

	@Test
	void logoutWhileCodeIsExchangedThenStaysLoggedOut() {
		User alice = client.loggedIn("alice");
		alice.age();
		String callback = alice.location(alice.page(alice.location(alice.page("/page"))));
		provider.hold("/oauth2/token");
		CompletableFuture<HttpResponse<String>> response = CompletableFuture.supplyAsync(() -> alice.page(callback));
		Awaitility.await().until(() -> provider.held() == 1);

		alice.logOut();

		provider.reset();
		assertThat(response.join().statusCode()).isEqualTo(302);
		assertThat(alice.here().send("GET", "/session-expiry/status").body()).contains("\"authenticated\":false");
	}

	@Test
	void logoutWhileTokenIsRefreshedThenStaysLoggedOut() {
		User alice = withTokens.loggedIn("alice");
		alice.age();
		provider.hold("/oauth2/token");
		CompletableFuture<HttpResponse<String>> response = CompletableFuture
			.supplyAsync(() -> alice.script("GET", "/api/orders"));
		Awaitility.await().until(() -> provider.held() == 1);

		alice.logOut();

		provider.reset();
		assertThat(response.join().statusCode()).isLessThan(500);
		assertThat(alice.here().send("GET", "/session-expiry/status").body()).contains("\"authenticated\":false");
	}

	@Test
	void scriptWhenProviderHasLoggedOutThenIsToldSo() {
		User alice = client.loggedIn("alice");
		client.user()
			.here()
			.post("/logout/connect/back-channel/acme",
					new String[] { "logout_token", provider.logoutToken(client.id(), "alice") });
		HttpResponse<String> response = alice.script("GET", "/api/orders");
		assertThat(response.statusCode()).isEqualTo(403);
		assertThat(response.headers().firstValue("Session-Expiry")).hasValue("session_ended_elsewhere");
	}

	/**
	 * A container, and where it keeps sessions.
	 */
	enum Place {

		JETTY(TestServer::startOnJetty, OidcSetups.BackChannelLogout.class, "session_ended_elsewhere"),

		DATABASE(TestServer::startWithDatabase, OidcSetups.BackChannelLogoutOfStoredSessions.class, "login_required"),

		JETTY_WITH_DATABASE(TestServer::startOnJettyWithDatabase, OidcSetups.BackChannelLogoutOfStoredSessions.class,
				"login_required");

		private final Client.Place start;

		private final Class<?> configuration;

		private final String reason;

		Place(Client.Place start, Class<?> configuration, String reason) {
			this.start = start;
			this.configuration = configuration;
			this.reason = reason;
		}

	}

}
