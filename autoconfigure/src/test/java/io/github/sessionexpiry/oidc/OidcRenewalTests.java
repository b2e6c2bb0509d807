package io.github.sessionexpiry.oidc;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.github.sessionexpiry.oidc.Client.User;
import io.github.sessionexpiry.server.Requests;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.web.util.UriComponentsBuilder;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Renewing a session by sending the browser to the provider.
 */
class OidcRenewalTests {

	private static Provider provider;

	private static Client client;

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

	@AfterEach
	void reset() {
		provider.reset();
	}

	@Test
	void pageWhenDueThenGoesToProviderWithoutAPromptAndComesBack() {
		User alice = client.loggedIn("alice");
		String idToken = alice.token();
		alice.age();

		HttpResponse<String> response = alice.page("/page?id=5&q=%C3%A4");

		assertThat(response.statusCode()).isEqualTo(302);
		assertThat(response.headers().firstValue("Cache-Control")).hasValue("no-store");
		assertThat(alice.location(response)).startsWith(provider.origin() + "/oauth2/authorize?");
		Map<String, String> query = UriComponentsBuilder.fromUriString(alice.location(response))
			.build()
			.getQueryParams()
			.asSingleValueMap();
		assertThat(query).containsEntry("prompt", "none")
			.containsEntry("id_token_hint", idToken)
			.containsEntry("redirect_uri", client.server().origin() + "/login/oauth2/code/acme")
			.containsKeys("state", "nonce", "code_challenge");
		HttpResponse<String> end = alice.follow(response, Requests.PAGE);
		assertThat(end.uri()).hasToString(client.server().origin() + "/page?id=5&q=%C3%A4");
		assertThat(end.body()).isEqualTo("secured");
		assertThat(alice.token()).isNotEqualTo(idToken);
	}

	@Test
	void pageWhenNotDueThenServed() {
		User alice = client.loggedIn("alice");
		assertThat(alice.page("/page").body()).isEqualTo("secured");
	}

	@Test
	void sessionWhenRenewedThenNothingElseInItChanges() {
		User alice = client.loggedIn("alice");
		alice.script("GET", "/test/count");
		Map<String, String> cookies = Map.copyOf(alice.here().cookies());
		String csrfToken = alice.script("GET", "/public/test/csrf").body();
		String authorities = alice.script("GET", "/public/test/authorities").body();
		alice.age();

		assertThat(alice.follow("/page").body()).isEqualTo("secured");

		assertThat(alice.here().cookies()).isEqualTo(cookies);
		assertThat(alice.script("GET", "/test/count").body()).isEqualTo("2");
		assertThat(alice.here().send("POST", "/page", Requests.with(Requests.FETCH, "X-CSRF-TOKEN", csrfToken)).body())
			.isEqualTo("secured");
		assertThat(alice.script("GET", "/public/test/authorities").body()).isEqualTo(authorities);
		assertThat(alice.script("GET", "/test/names").body()).doesNotContain("SAVED_REQUEST");
	}

	@Test
	void scriptWhenDueThenIsToldWhereToRenew() {
		User alice = client.loggedIn("alice");
		alice.age();

		HttpResponse<String> response = alice.script("GET", "/api/orders", "Referer",
				client.server().origin() + "/page?id=5");

		assertThat(response.statusCode()).isEqualTo(403);
		String refreshUrl = "/session-expiry/refresh?continue=%2Fpage%3Fid%3D5";
		assertThat(response.headers().firstValue("refresh_url")).hasValue(refreshUrl);
		assertThat(response.headers().firstValue("Session-Expiry")).hasValue("refresh_required");
		assertThat(response.headers().firstValue("Cache-Control")).hasValue("no-store");
		assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
		assertThat(response.headers().firstValue("login_url")).isEmpty();
		assertThat(response.body()).isEqualTo("{\"type\":\"about:blank\",\"title\":\"Renewal required\",\"status\":403,"
				+ "\"detail\":\"Your login has to be confirmed. Nothing was done.\",\"instance\":\"/api/orders\","
				+ "\"code\":\"REFRESH_REQUIRED\",\"reason\":\"refresh_required\",\"refresh_url\":\"" + refreshUrl
				+ "\"}");
		assertThat(alice.follow(refreshUrl).uri()).hasToString(client.server().origin() + "/page?id=5");
		assertThat(alice.script("GET", "/api/orders").body()).isEqualTo("secured");
	}

	@Test
	void scriptWhenDueThenIsToldInItsFormatAndLanguage() {
		User alice = client.loggedIn("alice");
		alice.age();
		assertThat(alice.here().send("GET", "/api/orders", "Accept", "text/plain", "Sec-Fetch-Mode", "cors").body())
			.isEqualTo("REFRESH_REQUIRED");
		assertThat(alice.script("GET", "/api/orders", "Accept-Language", "de").body())
			.contains("Ihre Anmeldung muss bestätigt werden.");
	}

	@ParameterizedTest
	@ValueSource(strings = { "HEAD", "POST", "PUT", "DELETE" })
	void scriptWhenDueButNotToBeRepeatedThenServed(String method) {
		User alice = client.loggedIn("alice");
		String csrfToken = alice.script("GET", "/public/test/csrf").body();
		alice.age();
		HttpResponse<String> response = alice.script(method, "/api/orders", "X-CSRF-TOKEN", csrfToken);
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.headers().firstValue("refresh_url")).isEmpty();
	}

	@Test
	void requestWhenDueButOfAnApiClientOrPassiveOrPublicThenServed() {
		User alice = client.loggedIn("alice");
		alice.age();
		assertThat(alice.here().send("GET", "/api/orders", "Authorization", "Negotiate x").body()).isEqualTo("secured");
		assertThat(alice.script("GET", "/api/orders", "Session-Expiry-Passive", "true").body()).isEqualTo("secured");
		assertThat(alice.script("GET", "/api/public/hello").statusCode()).isEqualTo(403);
		assertThat(alice.script("GET", "/public/hello").body()).isEqualTo("public");
		assertThat(alice.page("/public/hello").body()).isEqualTo("public");
		assertThat(alice.here().send("GET", "/session-expiry/status", Requests.FETCH).body())
			.contains("\"authenticated\":true");
		assertThat(alice.script("POST", "/session-expiry/extend").body()).contains("\"authenticated\":true");
	}

	@Test
	void refreshWithoutContinueThenTellsAndClosesEvenInAFrame() {
		User alice = client.loggedIn("alice");
		String idToken = alice.token();

		HttpResponse<String> end = alice.follow("/session-expiry/refresh");

		assertThat(end.uri().getPath()).isEqualTo("/session-expiry/login");
		assertThat(end.body()).contains("<script src=\"/session-expiry/logged-in.js\">");
		assertThat(end.headers().firstValue("Content-Security-Policy"))
			.hasValueSatisfying((policy) -> assertThat(policy).contains("frame-ancestors 'self'"));
		assertThat(alice.token()).isNotEqualTo(idToken);
	}

	@ParameterizedTest
	@ValueSource(strings = { "https://evil.example/", "//evil.example", "/%5cevil.example", "javascript:alert(1)" })
	void refreshWhenContinueIsElsewhereThenEndsAtTheRoot(String target) {
		User alice = client.loggedIn("alice");
		HttpResponse<String> end = alice.follow("/session-expiry/refresh?continue=" + target);
		assertThat(end.uri()).hasToString(client.server().origin() + "/");
	}

	@Test
	void refreshWhenAskedForByAnotherSiteThenDoesNothing() {
		User alice = client.loggedIn("alice");
		String[] crossSite = Requests.PAGE.clone();
		crossSite[7] = "cross-site";
		HttpResponse<String> response = alice.here().send("GET", "/session-expiry/refresh?continue=%2Fpage", crossSite);
		assertThat(alice.location(response)).isEqualTo(client.server().origin() + "/page");
		assertThat(alice.location(alice.here().send("GET", "/session-expiry/refresh", crossSite)))
			.isEqualTo(client.server().origin() + "/");
	}

	@Test
	void refreshWhenNobodyIsLoggedInThenIsALogin() {
		User alice = client.user();
		alice.there().logIn();
		HttpResponse<String> end = alice.follow("/session-expiry/refresh?continue=%2Fpage");
		assertThat(end.uri()).hasToString(client.server().origin() + "/page");
		assertThat(end.body()).isEqualTo("secured");
	}

	@Test
	void refreshWhenNobodyIsLoggedInAndInAFrameThenSaysSo() {
		HttpResponse<String> response = client.user().here().send("GET", "/session-expiry/refresh", frame());
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.body()).contains("<script src=\"/session-expiry/refresh-failed.js\">");
	}

	@Test
	void pageWhenNobodyIsLoggedInAtTheProviderThenUserLogsIn() {
		User alice = client.loggedIn("alice");
		alice.age();
		alice.leaveProvider();

		HttpResponse<String> end = alice.follow("/page?id=5");

		assertThat(end.uri()).hasToString(provider.origin() + "/login");
		HttpResponse<String> script = alice.script("GET", "/api/orders");
		assertThat(script.headers().firstValue("Session-Expiry")).hasValue("session_ended_elsewhere");
		assertThat(script.body()).contains("LOGIN_REQUIRED", "You have been logged out in another window");
		HttpResponse<String> loggedIn = alice.there().logIn();
		assertThat(alice.follow(loggedIn, Requests.PAGE).uri()).hasToString(client.server().origin() + "/page?id=5");
		assertThat(alice.page("/page").body()).isEqualTo("secured");
	}

	@Test
	void frameWhenNobodyIsLoggedInAtTheProviderThenSaysSoAndSessionStays() {
		User alice = client.loggedIn("alice");
		Map<String, String> cookies = Map.copyOf(alice.there().cookies());
		alice.age();
		alice.leaveProvider();

		HttpResponse<String> response = alice.follow(alice.here().send("GET", "/session-expiry/refresh", frame()),
				frame());

		assertThat(response.body()).contains("<script src=\"/session-expiry/refresh-failed.js\">");
		assertThat(response.headers().firstValue("Content-Security-Policy"))
			.hasValueSatisfying((policy) -> assertThat(policy).contains("frame-ancestors 'self'"));
		assertThat(alice.here().send("GET", "/session-expiry/status").body()).contains("\"authenticated\":true");
		alice.there().cookies().putAll(cookies);
		assertThat(alice.follow("/session-expiry/refresh").body()).contains("logged-in.js");
	}

	@Test
	void renewalWhenSomebodyElseIsLoggedInAtTheProviderThenSessionEnds() {
		User alice = client.loggedIn("alice");
		alice.script("GET", "/test/count");
		alice.age();
		alice.leaveProvider();
		alice.there().logIn("/login", "bob");
		Map<String, String> cookies = Map.copyOf(alice.here().cookies());

		HttpResponse<String> callback = alice.page(alice.location(alice.page("/page")));
		assertThat(alice.location(alice.page(alice.location(callback))))
			.endsWith("/session-expiry/login?continue=%2Fpage");

		assertThat(alice.script("GET", "/api/orders").headers().firstValue("Session-Expiry"))
			.hasValue("session_ended_elsewhere");
		assertThat(alice.follow("/page").body()).isEqualTo("secured");
		assertThat(alice.here().cookies()).isNotEqualTo(cookies);
		assertThat(alice.script("GET", "/test/count").body()).isEqualTo("1");
	}

	@Test
	void frameWhenSomebodyElseIsLoggedInAtTheProviderThenSessionEnds() {
		User alice = client.loggedIn("alice");
		alice.leaveProvider();
		alice.there().logIn("/login", "bob");
		HttpResponse<String> response = alice.follow(alice.here().send("GET", "/session-expiry/refresh", frame()),
				frame());
		assertThat(response.body()).contains("refresh-failed.js");
		assertThat(alice.script("GET", "/api/orders").headers().firstValue("Session-Expiry"))
			.hasValue("session_ended_elsewhere");
	}

	@Test
	void callbackWhenStateIsForgedThenRefusedAndSessionStays() {
		User alice = client.loggedIn("alice");
		alice.age();
		alice.page("/page");
		HttpResponse<String> response = alice.page("/login/oauth2/code/acme?code=x&state=forged");
		assertThat(alice.location(response)).endsWith("/login?error");
		assertThat(alice.here().send("GET", "/session-expiry/status").body()).contains("\"authenticated\":true");
	}

	@Test
	void callbackWhenReplayedThenRefusedAndSessionStays() {
		User alice = client.loggedIn("alice");
		alice.age();
		String callback = alice.location(alice.page(alice.location(alice.page("/page"))));
		assertThat(alice.location(alice.page(callback))).endsWith("/page");
		assertThat(alice.location(alice.page(callback))).endsWith("/login?error");
		assertThat(alice.page("/page").body()).isEqualTo("secured");
	}

	@Test
	void callbackWhenThereIsNoSessionThenRefused() {
		User alice = client.loggedIn("alice");
		alice.age();
		String callback = alice.location(alice.page(alice.location(alice.page("/page"))));
		HttpResponse<String> response = client.user().page(callback);
		assertThat(alice.location(response)).endsWith("/login?error");
		assertThat(response.headers().allValues("Set-Cookie")).allMatch((cookie) -> !cookie.contains("alice"));
	}

	@Test
	void pagesWhenTwoAreDueAtOnceThenBothComeBack() {
		User alice = client.loggedIn("alice");
		alice.age();
		HttpResponse<String> first = alice.page("/session-expiry/refresh?continue=%2Fpage%3Ftab%3D1");
		HttpResponse<String> second = alice.page("/session-expiry/refresh?continue=%2Fpage%3Ftab%3D2");
		assertThat(alice.follow(second, Requests.PAGE).uri().getQuery()).isEqualTo("tab=2");
		assertThat(alice.follow(first, Requests.PAGE).uri().getQuery()).isEqualTo("tab=1");
		assertThat(alice.page("/page").body()).isEqualTo("secured");
	}

	@Test
	void pageWhenProviderNeverComesBackThenServedUntilTheNextAttempt() {
		User alice = client.loggedIn("alice");
		alice.age();
		assertThat(alice.page("/page").statusCode()).isEqualTo(302);
		assertThat(alice.page("/page").body()).isEqualTo("secured");
		assertThat(alice.script("GET", "/api/orders").body()).isEqualTo("secured");
		alice.age();
		assertThat(alice.page("/page").statusCode()).isEqualTo(302);
	}

	@Test
	void renewalWhenTokenEndpointFailsThenSessionIsKeptAndTriedAgainLater() {
		User alice = client.loggedIn("alice");
		alice.age();
		provider.fail("/oauth2/token", 503);
		assertThat(alice.follow("/page").body()).isEqualTo("secured");
		provider.reset();
		alice.age();
		String idToken = alice.token();
		assertThat(alice.follow("/page").body()).isEqualTo("secured");
		assertThat(alice.token()).isNotEqualTo(idToken);
	}

	@Test
	void loginWhenDueTimesStartAnew() {
		User alice = client.loggedIn("alice");
		alice.age();
		alice.follow("/oauth2/authorization/acme");
		assertThat(alice.page("/page").body()).isEqualTo("secured");
	}

	@Test
	void renewalWhenPlacesAreTheApplicationsOwnThenGoesThroughThem() {
		try (Client own = Client.start(provider, OidcSetups.OwnPlaces.class, List.of(), "/back/acme",
				"spring.security.oauth2.client.registration.acme.redirect-uri={baseUrl}/back/{registrationId}",
				"session-expiry.oidc.renew-after=30m", "session-expiry.oidc.methods=GET,HEAD",
				"session-expiry.oidc.refresh-url-header=X-Renew")) {
			User alice = own.user();
			alice.there().logIn();
			alice.follow("/go/acme");
			alice.age();
			assertThat(alice.script("HEAD", "/api/orders").headers().firstValue("X-Renew")).isPresent();
			HttpResponse<String> response = alice.page("/page?id=5");
			assertThat(alice.location(response)).contains("ui_locales=de", "prompt=none")
				.doesNotContain("prompt=login");
			assertThat(alice.follow(response, Requests.PAGE).uri()).hasToString(own.server().origin() + "/page?id=5");
		}
	}

	@Test
	void requestWhenLoggedInByAFormThenNeverDue() {
		try (Client both = Client.start(provider, OidcSetups.OidcAndFormLogin.class,
				"session-expiry.oidc.renew-after=1s")) {
			User alice = both.user();
			alice.here().logIn();
			assertThat(alice.script("GET", "/test/names").body()).contains("SECURITY_CONTEXT")
				.doesNotContain("RenewalTimes");
			assertThat(alice.page("/page").body()).isEqualTo("secured");
			Optional<String> end = alice.page("/session-expiry/refresh?continue=%2Fpage")
				.headers()
				.firstValue("Location");
			assertThat(end).hasValue(both.server().origin() + "/page");
		}
	}

	@Test
	void renewalWhenOneOfTwoChainsHasAProviderThenThatRenewsWhereverThePageIs() {
		try (Client two = Client.start(provider, OidcSetups.OidcInOneOfTwoChains.class,
				"session-expiry.oidc.renew-after=30m")) {
			User alice = two.loggedInByLink("alice");
			alice.age();
			assertThat(alice.page("/page").body()).isEqualTo("secured");
			String refreshUrl = alice.script("GET", "/api/orders").headers().firstValue("refresh_url").orElseThrow();
			assertThat(refreshUrl).isEqualTo("/session-expiry/refresh?continue=%2F");
			assertThat(alice.location(alice.page(refreshUrl))).contains("prompt=none");
			assertThat(alice.follow("/session-expiry/refresh").body()).contains("logged-in.js");
			alice.age();
			assertThat(alice.follow(alice.page("/api/orders"), Requests.PAGE).body()).isEqualTo("secured");
		}
	}

	@Test
	void requestWhenRenewalIsOffThenThereIsNone() {
		try (Client off = Client.start(provider, OidcSetups.OidcLogin.class)) {
			User alice = off.loggedIn("alice");
			assertThat(alice.script("GET", "/test/names").body()).doesNotContain("RenewalTimes");
			assertThat(alice.page("/session-expiry/refresh").statusCode()).isEqualTo(404);
		}
	}

	private static String[] frame() {
		String[] headers = Requests.PAGE.clone();
		headers[3] = "iframe";
		return headers;
	}

}
