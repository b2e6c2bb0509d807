package io.github.sessionexpiry.server;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which request extends a session, in which container and which store: plays each in a
 * session of a few seconds, in real time, and writes down what became of the session.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SessionTableIT {

	static final Duration INTERVAL = Duration.ofSeconds(3);

	private static final Pattern EXPIRES_IN = Pattern.compile("\"expires_in\":(\\d+)");

	private final Map<String, Map<Probe, Boolean>> extended = new LinkedHashMap<>();

	@Test
	void tomcat() throws Exception {
		play("Tomcat", TestServer.start(Setups.FormLogin.class, Probe.PATHS));
	}

	@Test
	void jetty() throws Exception {
		play("Jetty", TestServer.startOnJetty(Setups.FormLogin.class, Probe.PATHS));
	}

	@Test
	void tomcatOfItsOwn() throws Exception {
		try (ExternalTomcat tomcat = ExternalTomcat.start()) {
			play("war in a Tomcat of its own", tomcat.server());
		}
	}

	@Test
	void inMemory() throws Exception {
		play("Spring Session, in memory", TestServer.start(SessionPlaces.InMemory.class, Probe.PATHS));
	}

	@Test
	void h2() throws Exception {
		play("Spring Session, JDBC (H2)", TestServer.startWithDatabase(Setups.FormLogin.class, Probe.PATHS));
	}

	@Test
	void h2OnJetty() throws Exception {
		play("Spring Session, JDBC (H2), on Jetty",
				TestServer.startOnJettyWithDatabase(Setups.FormLogin.class, Probe.PATHS));
	}

	@Test
	void postgres() throws Exception {
		try (EmbeddedPostgres postgres = EmbeddedPostgres.start()) {
			play("Spring Session, JDBC (PostgreSQL)", TestServer.startWithDatabase(Setups.FormLogin.class, Probe.PATHS,
					url(postgres), "spring.session.jdbc.initialize-schema=always"));
		}
	}

	@Test
	void postgresImmediate() throws Exception {
		try (EmbeddedPostgres postgres = EmbeddedPostgres.start()) {
			play("Spring Session, JDBC (PostgreSQL), flushed at once",
					TestServer.startWithDatabase(Setups.FormLogin.class, Probe.PATHS, url(postgres),
							"spring.session.jdbc.initialize-schema=always",
							"spring.session.jdbc.flush-mode=immediate"));
		}
	}

	private static String url(EmbeddedPostgres postgres) {
		return "spring.datasource.url=" + postgres.getJdbcUrl("postgres", "postgres");
	}

	@Test
	void redis() throws Exception {
		playWithRedis("Spring Session, Redis", SessionPlaces.Redis.class);
	}

	@Test
	void redisImmediate() throws Exception {
		playWithRedis("Spring Session, Redis, flushed at once", SessionPlaces.RedisImmediate.class);
	}

	@Test
	void redisIndexed() throws Exception {
		playWithRedis("Spring Session, indexed Redis", SessionPlaces.RedisIndexed.class);
	}

	@Test
	void redisIndexedImmediate() throws Exception {
		playWithRedis("Spring Session, indexed Redis, flushed at once", SessionPlaces.RedisIndexedImmediate.class);
	}

	private void playWithRedis(String place, Class<?> configuration) throws Exception {
		try (RedisServer redis = RedisServer.start()) {
			play(place, TestServer.startWithRedis(configuration, Probe.PATHS, redis.property()));
		}
	}

	@AfterAll
	void document() throws IOException {
		SessionTableDocument.check(this.extended);
	}

	private void play(String place, TestServer server) throws Exception {
		ExecutorService executor = Executors.newFixedThreadPool(Probe.values().length);
		try (server) {
			Map<Probe, Future<Boolean>> playing = new EnumMap<>(Probe.class);
			for (Probe probe : Probe.values()) {
				playing.put(probe, executor.submit(() -> isExtended(server.browser(), probe)));
			}
			Map<Probe, Boolean> result = new EnumMap<>(Probe.class);
			for (Map.Entry<Probe, Future<Boolean>> entry : playing.entrySet()) {
				result.put(entry.getKey(), entry.getValue().get());
			}
			this.extended.put(place, result);
			assertThat(result).allSatisfy(
					(probe, extended) -> assertThat(extended).as("%s extends", probe).isEqualTo(probe.extendsSession));
		}
		finally {
			executor.shutdownNow();
		}
	}

	private static boolean isExtended(Browser browser, Probe probe) {
		browser.logIn();
		String csrfToken = browser.send("GET", "/public/form", Requests.FETCH).body();
		assertThat(probe.send(browser, csrfToken).statusCode()).isEqualTo(200);
		Instant sent = Instant.now();
		assertThat(browser.send("GET", "/test/interval?seconds=" + INTERVAL.toSeconds(), Requests.FETCH).statusCode())
			.isEqualTo(200);
		Span end = new Span(sent.plus(INTERVAL), Instant.now().plus(INTERVAL));
		if (probe == Probe.STATUS) {
			assertEndsAsTold(browser, end);
		}
		Awaitility.await()
			.pollDelay(Duration.ZERO)
			.pollInterval(Duration.ofMillis(200))
			.atMost(INTERVAL.multipliedBy(3))
			.until(() -> {
				probe.send(browser, csrfToken);
				return Instant.now().isAfter(end.to().plusSeconds(1));
			});
		return browser.send("GET", "/page", Requests.FETCH).statusCode() == 200;
	}

	/**
	 * Asks for the status until nobody is logged in. What each answer says of the end,
	 * and the end itself, must agree with when the session was last used.
	 */
	private static void assertEndsAsTold(Browser browser, Span end) {
		AtomicReference<Instant> lastAlive = new AtomicReference<>(Instant.now());
		Awaitility.await()
			.pollDelay(Duration.ZERO)
			.pollInterval(Duration.ofMillis(100))
			.atMost(INTERVAL.multipliedBy(3))
			.until(() -> {
				Instant asked = Instant.now();
				String status = browser.send("GET", "/session-expiry/status").body();
				Instant answered = Instant.now();
				Matcher expiresIn = EXPIRES_IN.matcher(status);
				if (!expiresIn.find()) {
					assertThat(status).startsWith("{\"authenticated\":false,\"login_url\":");
					assertThat(new Span(lastAlive.get(), answered)).matches(end::overlaps);
					return true;
				}
				// Rounded down to a second
				long seconds = Long.parseLong(expiresIn.group(1));
				assertThat(new Span(asked.plusSeconds(seconds), answered.plusSeconds(seconds + 1)))
					.matches(end::overlaps);
				lastAlive.set(asked);
				return false;
			});
	}

	/**
	 * When something happened, as far as can be told from outside.
	 */
	private record Span(Instant from, Instant to) {

		boolean overlaps(Span other) {
			return !this.from.isAfter(other.to) && !other.from.isAfter(this.to);
		}

	}

	/**
	 * A request that a page makes again and again.
	 */
	enum Probe {

		STATUS("`GET status`", false, "GET", "/session-expiry/status"),

		PASSIVE_GET("`GET` a controller, passive", false, "GET", "/page"),

		PASSIVE_POST("`POST` to a controller, passive", false, "POST", "/page"),

		PASSIVE_PATH("`GET` a controller at a passive path", false, "GET", "/api/orders"),

		PASSIVE_RESOURCE("`GET` a static resource, passive", false, "GET", "/public/resource.txt"),

		EXTEND("`POST extend`", true, "POST", "/session-expiry/extend"),

		GET("`GET` a controller", true, "GET", "/page"),

		POST("`POST` to a controller", true, "POST", "/page"),

		RESOURCE("`GET` a static resource", true, "GET", "/public/resource.txt");

		static final String PATHS = "session-expiry.passive-paths=/api/**";

		final String description;

		final boolean extendsSession;

		private final String method;

		private final String path;

		Probe(String description, boolean extendsSession, String method, String path) {
			this.description = description;
			this.extendsSession = extendsSession;
			this.method = method;
			this.path = path;
		}

		HttpResponse<String> send(Browser browser, String csrfToken) {
			String[] headers = Requests.with(Requests.FETCH, "X-CSRF-TOKEN", csrfToken);
			return browser.send(this.method, this.path, name().startsWith("PASSIVE") && this != PASSIVE_PATH
					? Requests.with(headers, "Session-Expiry-Passive", "true") : headers);
		}

	}

}
