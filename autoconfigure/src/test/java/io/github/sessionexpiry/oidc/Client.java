package io.github.sessionexpiry.oidc;

import java.net.URI;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.sessionexpiry.server.Browser;
import io.github.sessionexpiry.server.Requests;
import io.github.sessionexpiry.server.TestServer;
import jakarta.servlet.http.HttpSession;

import org.springframework.security.core.Authentication;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.core.authority.FactorGrantedAuthority;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * An application whose users log in at a {@link Provider}.
 */
final class Client implements AutoCloseable {

	private static final String NAME = "acme";

	private static final AtomicInteger COUNTER = new AtomicInteger();

	private final String id;

	private final Provider provider;

	private final TestServer server;

	private Client(String id, Provider provider, TestServer server) {
		this.id = id;
		this.provider = provider;
		this.server = server;
	}

	/**
	 * Starts an application and registers it at the provider.
	 * @param properties more properties, as {@code key=value}
	 */
	static Client start(Provider provider, Class<?> configuration, String... properties) {
		return start(provider, configuration, List.of(), "/login/oauth2/code/" + NAME, properties);
	}

	/**
	 * Starts an application somewhere else than on Tomcat with the sessions of that.
	 */
	static Client startAt(Place place, Provider provider, Class<?> configuration,
			List<AuthorizationGrantType> grantTypes, String... properties) {
		return start(place, provider, configuration, grantTypes, "/login/oauth2/code/" + NAME, properties);
	}

	static Client startWithRefreshTokens(Provider provider, Class<?> configuration, String... properties) {
		return start(provider, configuration, List.of(AuthorizationGrantType.REFRESH_TOKEN),
				"/login/oauth2/code/" + NAME, properties);
	}

	static Client start(Provider provider, Class<?> configuration, List<AuthorizationGrantType> grantTypes,
			String callback, String... properties) {
		return start(TestServer::start, provider, configuration, grantTypes, callback, properties);
	}

	private static Client start(Place place, Provider provider, Class<?> configuration,
			List<AuthorizationGrantType> grantTypes, String callback, String... properties) {
		String id = NAME + COUNTER.incrementAndGet();
		String registration = "spring.security.oauth2.client.registration." + NAME;
		List<String> all = new ArrayList<>(
				List.of(registration + ".client-id=" + id, registration + ".client-secret=" + id,
						registration + ".scope=openid", registration + ".provider=issuer",
						"spring.security.oauth2.client.provider.issuer.issuer-uri=" + provider.origin()));
		all.addAll(List.of(properties));
		TestServer server = place.start(configuration, all.toArray(String[]::new));
		provider.register(id, server.origin() + callback, grantTypes.toArray(AuthorizationGrantType[]::new));
		return new Client(id, provider, server);
	}

	/**
	 * Returns the id by which the provider knows the application.
	 */
	String id() {
		return this.id;
	}

	TestServer server() {
		return this.server;
	}

	/**
	 * Returns a browser that nobody has used yet.
	 */
	User user() {
		return new User(this.server.browser(), this.provider.server().browser());
	}

	/**
	 * Returns the same browser as another node sees it, one that has the same sessions.
	 */
	User at(User user) {
		Browser here = this.server.browser();
		here.cookies().putAll(user.here().cookies());
		return new User(here, user.there());
	}

	/**
	 * Returns a browser in which somebody is logged in, at the provider and here.
	 */
	User loggedIn(String name) {
		User user = user();
		user.logIn(name);
		return user;
	}

	/**
	 * Returns the same where the application offers other logins as well.
	 */
	User loggedInByLink(String name) {
		User user = user();
		user.there().logIn("/login", name);
		user.follow("/oauth2/authorization/" + NAME);
		return user;
	}

	@Override
	public void close() {
		this.server.close();
	}

	/**
	 * A browser, with cookies of the application and of the provider.
	 *
	 * @param here as the application sees it
	 * @param there as the provider sees it
	 */
	final class User {

		private final Browser here;

		private final Browser there;

		User(Browser here, Browser there) {
			this.here = here;
			this.there = there;
		}

		Browser here() {
			return this.here;
		}

		Browser there() {
			return this.there;
		}

		void logIn(String name) {
			this.there.logIn("/login", name);
			follow("/page");
		}

		HttpResponse<String> page(String url, String... headers) {
			return get(url, Requests.with(Requests.PAGE, headers));
		}

		HttpResponse<String> script(String method, String url, String... headers) {
			return this.here.send(method, url, Requests.with(Requests.FETCH, headers));
		}

		/**
		 * Follows redirects between application and provider, as a navigation does.
		 * @return the last answer
		 */
		HttpResponse<String> follow(String url) {
			return follow(page(url), Requests.PAGE);
		}

		/**
		 * Follows redirects from an answer on.
		 */
		HttpResponse<String> follow(HttpResponse<String> first, String... headers) {
			HttpResponse<String> response = first;
			for (int i = 0; i < 15; i++) {
				Optional<String> location = response.headers().firstValue("Location");
				if (location.isEmpty()) {
					return response;
				}
				response = get(response.uri().resolve(location.get()).toString(), headers);
			}
			throw new AssertionError("Redirected for ever, last to " + response.uri());
		}

		private HttpResponse<String> get(String url, String... headers) {
			if (url.startsWith(Client.this.provider.origin() + "/")) {
				return this.there.send("GET", url.substring(Client.this.provider.origin().length()), headers);
			}
			String path = url.startsWith(Client.this.server.origin() + "/")
					? url.substring(Client.this.server.origin().length()) : url;
			return this.here.send("GET", path, headers);
		}

		/**
		 * Lets time pass for the session: its last renewal, and the last attempt at one,
		 * were an hour ago.
		 */
		void age() {
			this.here.send("GET", "/public/test/age?attribute=RENEWED_AT", Requests.CURL);
			this.here.send("GET", "/public/test/age?attribute=ATTEMPTED_AT", Requests.CURL);
		}

		/**
		 * Lets time pass for the last attempt only.
		 */
		void rest() {
			this.here.send("GET", "/public/test/age?attribute=ATTEMPTED_AT", Requests.CURL);
		}

		/**
		 * Ends the session at the provider.
		 */
		void leaveProvider() {
			this.there.cookies().clear();
		}

		/**
		 * Logs out by the application's own log-out, as another tab would.
		 */
		void logOut() {
			String csrfToken = script("GET", "/public/test/csrf").body();
			this.here.post("/logout", new String[] { "_csrf", csrfToken }, Requests.PAGE);
		}

		String name() {
			return this.here.send("GET", "/public/test/name", Requests.CURL).body();
		}

		String token() {
			return this.here.send("GET", "/public/test/id-token", Requests.CURL).body();
		}

		String location(HttpResponse<String> response) {
			return URI.create(response.headers().firstValue("Location").orElseThrow()).toString();
		}

	}

	/**
	 * Where an application runs, and keeps its sessions.
	 */
	@FunctionalInterface
	interface Place {

		TestServer start(Class<?> configuration, String... properties);

	}

	@RestController
	static class Application {

		private final CountDownLatch arrived = new CountDownLatch(1);

		private final CountDownLatch finished = new CountDownLatch(1);

		@GetMapping("/public/test/age")
		String age(HttpSession session, @RequestParam String attribute) {
			String name = "io.github.sessionexpiry.oidc.RenewalTimes." + attribute;
			if (session.getAttribute(name) instanceof Long time) {
				session.setAttribute(name, time - 3_600_000);
			}
			return "aged";
		}

		@GetMapping("/public/test/id-token")
		String idToken(@AuthenticationPrincipal OidcUser user) {
			return user.getIdToken().getTokenValue();
		}

		/**
		 * Answers when {@code finish} is asked for.
		 */
		@GetMapping("/test/slow")
		String slow() throws InterruptedException {
			this.arrived.countDown();
			return String.valueOf(this.finished.await(10, TimeUnit.SECONDS));
		}

		@GetMapping("/public/test/await-slow")
		String awaitSlow() throws InterruptedException {
			boolean arrived = this.arrived.await(10, TimeUnit.SECONDS);
			return String.valueOf(arrived);
		}

		@GetMapping("/public/test/finish-slow")
		String finishSlow() {
			this.finished.countDown();
			return "done";
		}

		@GetMapping("/public/test/name")
		String name(Authentication authentication) {
			return authentication.getName();
		}

		@GetMapping("/public/test/authorities")
		String authorities(Authentication authentication) {
			return authentication.getAuthorities()
				.stream()
				.map((authority) -> (authority instanceof FactorGrantedAuthority factor)
						? factor.getAuthority() + factor.getIssuedAt() : authority.getAuthority())
				.toList()
				.toString();
		}

		@GetMapping("/public/test/csrf")
		String csrf(CsrfToken token) {
			return token.getToken();
		}

	}

}
