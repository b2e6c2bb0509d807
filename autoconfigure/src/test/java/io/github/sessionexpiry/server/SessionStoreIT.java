package io.github.sessionexpiry.server;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;

import javax.sql.DataSource;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.jdbc.core.JdbcTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What {@code status} asks of a store, what it leaves there, and what it says when the
 * store does not answer.
 */
class SessionStoreIT {

	private static final String STATUS = "/session-expiry/status";

	private static final String LOGGED_IN = "{\"authenticated\":true";

	private static final String NOT_LOGGED_IN = "{\"authenticated\":false";

	@ParameterizedTest
	@ValueSource(classes = { SessionPlaces.Redis.class, SessionPlaces.RedisImmediate.class,
			SessionPlaces.RedisIndexed.class, SessionPlaces.RedisIndexedImmediate.class })
	void statusWhenSessionIsInRedisThenOneReadAndNoWrite(Class<?> configuration) {
		try (RedisServer redis = RedisServer.start();
				TestServer server = TestServer.startWithRedis(configuration, redis.property())) {
			Browser browser = server.browser();
			browser.logIn();
			StringRedisTemplate template = server.context().getBean(StringRedisTemplate.class);
			assertThat(commands(template, () -> browser.send("GET", STATUS), LOGGED_IN))
				.isEqualTo(Map.of("hgetall", 1));
			browser.cookies().put("SESSION", base64(UUID.randomUUID().toString()));
			assertThat(commands(template, () -> browser.send("GET", STATUS), NOT_LOGGED_IN))
				.isEqualTo(Map.of("hgetall", 1));
			browser.cookies().remove("SESSION");
			assertThat(commands(template, () -> browser.send("GET", STATUS), NOT_LOGGED_IN)).isEmpty();
		}
	}

	@Test
	void otherRequestWhenSessionIsInRedisThenWritten() {
		try (RedisServer redis = RedisServer.start();
				TestServer server = TestServer.startWithRedis(SessionPlaces.Redis.class, redis.property())) {
			Browser browser = server.browser();
			browser.logIn();
			StringRedisTemplate template = server.context().getBean(StringRedisTemplate.class);
			assertThat(commands(template, () -> browser.send("GET", "/page", Requests.FETCH), "secured"))
				.containsKeys("hgetall", "hmset", "pexpireat");
		}
	}

	private static Map<String, Integer> commands(StringRedisTemplate template, Request request, String answer) {
		template.execute((connection) -> {
			connection.serverCommands().resetConfigStats();
			return null;
		}, true);
		assertThat(request.send().body()).startsWith(answer);
		Properties statistics = template.execute((connection) -> connection.serverCommands().info("commandstats"),
				true);
		Map<String, Integer> commands = new TreeMap<>();
		statistics.forEach((name, values) -> commands.put(((String) name).substring("cmdstat_".length()),
				Integer.parseInt(((String) values).replaceAll("^calls=(\\d+),.*", "$1"))));
		commands.keySet().removeIf((name) -> name.startsWith("config") || name.equals("info"));
		return commands;
	}

	@Test
	void statusWhenSessionIsInDatabaseThenOneSelectAndNoUpdate() throws Exception {
		try (EmbeddedPostgres postgres = EmbeddedPostgres.start();
				TestServer server = TestServer.startWithDatabase(CountedStatements.class, url(postgres), SCHEMA)) {
			Browser browser = server.browser();
			browser.logIn();
			List<String> statements = server.context().getBean(CountedStatements.class).statements;
			statements.clear();
			assertThat(browser.send("GET", STATUS).body()).startsWith(LOGGED_IN);
			assertThat(statements).singleElement().asString().startsWith("SELECT");
			statements.clear();
			assertThat(browser.send("GET", "/page", Requests.FETCH).body()).isEqualTo("secured");
			assertThat(statements).anyMatch((statement) -> statement.startsWith("UPDATE"));
		}
	}

	@Test
	void statusWhenIdsAreRandomThenNoTraceInTheStore() throws Exception {
		try (EmbeddedPostgres postgres = EmbeddedPostgres.start();
				TestServer server = TestServer.startWithDatabase(Setups.FormLogin.class, url(postgres), SCHEMA)) {
			JdbcTemplate database = server.context().getBean(JdbcTemplate.class);
			askWithRandomIds(server);
			assertThat(database.queryForObject("SELECT COUNT(*) FROM SPRING_SESSION", Integer.class)).isZero();
		}
		try (RedisServer redis = RedisServer.start();
				TestServer server = TestServer.startWithRedis(SessionPlaces.RedisIndexed.class, redis.property())) {
			askWithRandomIds(server);
			assertThat(server.context().getBean(StringRedisTemplate.class).keys("*")).isEmpty();
		}
	}

	private static void askWithRandomIds(TestServer server) {
		Browser browser = server.browser();
		for (int i = 0; i < 10_000; i++) {
			browser.setCookie("SESSION", base64(UUID.randomUUID().toString()));
			assertThat(browser.send("GET", STATUS).body()).startsWith(NOT_LOGGED_IN);
		}
	}

	@Test
	void statusWhenIdIsNoneThatTheStoreCanHaveMadeThenNotLoggedIn() throws Exception {
		try (EmbeddedPostgres postgres = EmbeddedPostgres.start();
				TestServer server = TestServer.startWithDatabase(Setups.FormLogin.class, url(postgres), SCHEMA,
						"server.max-http-request-header-size=256KB")) {
			Browser browser = server.browser();
			browser.logIn();
			String cookie = browser.cookies().get("SESSION");
			String id = new String(Base64.getDecoder().decode(cookie), StandardCharsets.UTF_8);
			for (String garbage : List.of("", "garbage", base64(""), base64("\0"), base64("a\0b"), base64("\u00e9\r\n"),
					base64("' OR 1=1 --"), base64("a".repeat(70_000)), id)) {
				browser.setCookie("SESSION", garbage);
				HttpResponse<String> response = browser.send("GET", STATUS);
				assertThat(response.statusCode()).as(garbage).isEqualTo(200);
				assertThat(response.body()).as(garbage).startsWith(NOT_LOGGED_IN);
				assertThat(response.headers().firstValue("Set-Cookie")).isEmpty();
			}
			assertThat(browser.sendRaw("GET " + STATUS, "Cookie: SESSION=" + base64("other") + "; SESSION=" + cookie))
				.contains(LOGGED_IN);
		}
	}

	@Test
	void statusWhenRedisIsDownThenUnavailable() {
		RedisServer redis = RedisServer.start();
		try (TestServer server = TestServer.startWithRedis(SessionPlaces.Redis.class, redis.property(),
				"spring.data.redis.timeout=1s")) {
			Browser browser = server.browser();
			browser.logIn();
			redis.close();
			assertUnavailable(browser.send("GET", STATUS));
			assertThat(browser.send("GET", "/page", Requests.FETCH).statusCode()).isEqualTo(500);
			browser.cookies().remove("SESSION");
			assertThat(browser.send("GET", STATUS).body()).startsWith(NOT_LOGGED_IN);
		}
		finally {
			redis.close();
		}
	}

	@Test
	void statusWhenDatabaseIsDownThenUnavailable() throws Exception {
		EmbeddedPostgres postgres = EmbeddedPostgres.start();
		try (TestServer server = TestServer.startWithDatabase(Setups.FormLogin.class, url(postgres), SCHEMA,
				"spring.datasource.hikari.connection-timeout=500")) {
			Browser browser = server.browser();
			browser.logIn();
			postgres.close();
			assertUnavailable(browser.send("GET", STATUS));
			assertThat(browser.send("GET", "/page", Requests.FETCH).statusCode()).isEqualTo(500);
		}
		finally {
			postgres.close();
		}
	}

	@Test
	void absoluteTimeoutIsMeasuredFromTheLoginInAStoreAsWell() {
		try (TestServer server = TestServer.startWithDatabase(Setups.FormLogin.class,
				"session-expiry.absolute-timeout=100s")) {
			Browser browser = server.browser();
			browser.logIn();
			browser.send("GET", "/test/change-id", Requests.FETCH);
			assertThat(browser.send("GET", STATUS).body()).matches(".*\"expires_in\":9\\d,\"max_inactive\":1800.*");
		}
	}

	private static void assertUnavailable(HttpResponse<String> response) {
		assertThat(response.statusCode()).isEqualTo(503);
		assertThat(response.headers().firstValue("Retry-After")).hasValue("10");
		assertThat(response.headers().allValues("Cache-Control")).containsExactly("no-store");
		assertThat(response.body()).isEmpty();
	}

	private static final String SCHEMA = "spring.session.jdbc.initialize-schema=always";

	private static String url(EmbeddedPostgres postgres) {
		return "spring.datasource.url=" + postgres.getJdbcUrl("postgres", "postgres");
	}

	private static String base64(String id) {
		return Base64.getEncoder().encodeToString(id.getBytes(StandardCharsets.UTF_8));
	}

	private interface Request {

		HttpResponse<String> send();

	}

	/**
	 * Writes down what the database is asked.
	 */
	@Configuration(proxyBeanMethods = false)
	@Import(Setups.FormLogin.class)
	static class CountedStatements implements BeanPostProcessor {

		private final List<String> statements = new CopyOnWriteArrayList<>();

		@Override
		public Object postProcessAfterInitialization(Object bean, String name) {
			return (bean instanceof DataSource dataSource) ? listening(DataSource.class, dataSource) : bean;
		}

		private <T> T listening(Class<T> type, T target) {
			return type.cast(Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] { type },
					(proxy, method, arguments) -> {
						if (method.getName().startsWith("prepare")) {
							this.statements.add(((String) arguments[0]).strip().toUpperCase(Locale.ROOT));
						}
						try {
							Object result = method.invoke(target, arguments);
							return (result instanceof Connection connection) ? listening(Connection.class, connection)
									: result;
						}
						catch (InvocationTargetException ex) {
							throw ex.getCause();
						}
					}));
		}

	}

}
