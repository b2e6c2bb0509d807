package io.github.sessionexpiry.oidc;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.github.sessionexpiry.oidc.Client.User;
import io.github.sessionexpiry.server.Requests;
import io.github.sessionexpiry.server.TestServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import org.springframework.security.oauth2.core.AuthorizationGrantType;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Two nodes with the same sessions, and no stickiness.
 */
class TwoNodesTests {

	// Where a load balancer would be
	private static final String CALLBACK = "http://localhost:1/login/oauth2/code/acme";

	private static Provider provider;

	private static Client first;

	private static Client second;

	@BeforeAll
	static void start() {
		provider = Provider.start();
		provider.register("nodes", CALLBACK, AuthorizationGrantType.REFRESH_TOKEN);
		first = node();
		second = node();
	}

	private static Client node() {
		String registration = "spring.security.oauth2.client.registration.acme";
		return Client.startAt(TestServer::startWithDatabase, provider, OidcSetups.TokensInSession.class,
				List.of(AuthorizationGrantType.REFRESH_TOKEN), "session-expiry.oidc.renew-after=30m",
				registration + ".client-id=nodes", registration + ".client-secret=nodes",
				registration + ".redirect-uri=" + CALLBACK,
				"spring.datasource.url=jdbc:h2:mem:nodes;DB_CLOSE_DELAY=-1");
	}

	@AfterAll
	static void stop() {
		second.close();
		first.close();
		provider.close();
	}

	@AfterEach
	void reset() {
		provider.reset();
	}

	@Test
	void renewalWhenOnOneNodeThenTheOtherKnows() {
		User alice = loggedIn();
		alice.age();
		User elsewhere = second.at(alice);
		provider.reset();
		String idToken = alice.token();

		assertThat(elsewhere.script("GET", "/api/orders").body()).isEqualTo("secured");

		assertThat(alice.page("/page").body()).isEqualTo("secured");
		assertThat(alice.token()).isNotEqualTo(idToken);
		assertThat(provider.grants()).containsExactly("refresh_token");
	}

	@Test
	void browserWhenSentAwayByOneNodeThenReceivedByTheOther() {
		User alice = loggedIn();
		alice.age();
		provider.refuse("refresh_token");
		alice.page("/page");
		alice.age();
		User elsewhere = second.at(alice);
		String idToken = alice.token();
		HttpResponse<String> sentAway = elsewhere.page("/page?id=5");
		String callback = elsewhere.location(elsewhere.page(elsewhere.location(sentAway)));
		provider.reset();

		HttpResponse<String> back = alice.page(callback.replace("http://localhost:1", ""));

		assertThat(alice.location(back)).endsWith("/page?id=5");
		assertThat(alice.token()).isNotEqualTo(idToken);
		assertThat(elsewhere.page("/page").body()).isEqualTo("secured");
	}

	@Test
	void requestWhenTheOtherNodeHasUsedTheTokenThenSessionGoesOn() {
		User alice = loggedIn();
		alice.age();
		alice.leaveProvider();
		User elsewhere = second.at(alice);
		provider.hold("/oauth2/token");
		CompletableFuture<HttpResponse<String>> late = CompletableFuture.supplyAsync(() -> elsewhere.page("/page"));
		Awaitility.await().until(() -> provider.held() == 1);
		provider.hold("/nothing");
		provider.grants().clear();
		assertThat(alice.script("GET", "/api/orders").body()).isEqualTo("secured");
		assertThat(provider.grants()).containsExactly("refresh_token");

		provider.reset();

		assertThat(late.join().body()).isEqualTo("secured");
		assertThat(elsewhere.follow("/page").body()).isEqualTo("secured");
		assertThat(alice.page("/page").body()).isEqualTo("secured");
	}

	private static User loggedIn() {
		User alice = first.user();
		alice.there().logIn("/login", "alice");
		String callback = alice.location(alice.there()
			.send("GET", alice.location(alice.page("/oauth2/authorization/acme")).replace(provider.origin(), ""),
					Requests.PAGE));
		alice.page(callback.replace("http://localhost:1", ""));
		return alice;
	}

}
