package io.github.sessionexpiry.sample.nodes;

import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * One session on several nodes: whichever is asked gives the same answer.
 */
class ManyNodesIT {

	private static final Pattern CSRF = Pattern.compile("name=\"_csrf\"[^>]*value=\"([^\"]+)\"");

	private static final Pattern STATUS = Pattern
		.compile("\\{\"authenticated\":true,\"expires_in\":(\\d+),\"max_inactive\":10,\"user\":\"([^\"]+)\"}");

	private final HttpClient client = HttpClient.newBuilder()
		.version(HttpClient.Version.HTTP_1_1)
		.cookieHandler(new CookieManager())
		.build();

	@Test
	void nodesShareASessionInRedis() throws Exception {
		int port = ServerProcess.freePort();
		try (ServerProcess redis = ServerProcess.start(port,
				List.of("redis-server", "--port", String.valueOf(port), "--bind", "127.0.0.1", "--save", ""));
				Cluster cluster = new Cluster("--spring.profiles.active=redis",
						"--spring.data.redis.port=" + redis.port(), "--server.servlet.session.timeout=10s")) {
			assertSharesSessions(cluster);
		}
	}

	@Test
	void nodesShareASessionInPostgres() throws Exception {
		try (EmbeddedPostgres postgres = EmbeddedPostgres.start();
				Cluster cluster = new Cluster("--spring.profiles.active=jdbc",
						"--spring.datasource.url=" + postgres.getJdbcUrl("postgres", "postgres"),
						"--server.servlet.session.timeout=10s")) {
			assertSharesSessions(cluster);
		}
	}

	private void assertSharesSessions(Cluster cluster) throws Exception {
		logIn(cluster);
		String user = status(cluster.origin()).group(2);
		assertThat(status(cluster.origin(0)).group(2)).isEqualTo(user);
		assertThat(status(cluster.origin(1)).group(2)).isEqualTo(user);

		Awaitility.await().pollInterval(Duration.ofMillis(200)).until(() -> expiresIn(cluster.origin(1)) < 7);
		assertThat(send("POST", cluster.origin(0) + "/session-expiry/extend", "").statusCode()).isEqualTo(200);
		assertThat(expiresIn(cluster.origin(1))).isGreaterThanOrEqualTo(8);

		Awaitility.await()
			.atMost(Duration.ofSeconds(15))
			.pollInterval(Duration.ofMillis(200))
			.until(() -> send("GET", cluster.origin() + "/session-expiry/status", "").body()
				.startsWith("{\"authenticated\":false"));
		for (String origin : List.of(cluster.origin(0), cluster.origin(1), cluster.origin())) {
			assertThat(send("GET", origin + "/session-expiry/status", "").body())
				.startsWith("{\"authenticated\":false");
			HttpResponse<String> expired = send("GET", origin + "/", "");
			assertThat(expired.statusCode()).isEqualTo(403);
			assertThat(expired.headers().firstValue("Session-Expiry")).hasValue("session_expired");
		}

		logIn(cluster);
		cluster.node(0).close();
		for (int i = 0; i < 4; i++) {
			assertThat(send("GET", cluster.origin() + "/", "").body()).contains("alice");
			assertThat(status(cluster.origin()).group(2)).isEqualTo(user);
		}
	}

	private void logIn(Cluster cluster) throws Exception {
		Matcher csrf = CSRF.matcher(send("GET", cluster.origin() + "/login", "").body());
		assertThat(csrf.find()).isTrue();
		HttpResponse<String> response = send("POST", cluster.origin() + "/login",
				"username=alice&password=password&_csrf=" + csrf.group(1));
		assertThat(response.headers().firstValue("Location").orElseThrow()).doesNotContain("login");
	}

	private int expiresIn(String origin) throws Exception {
		return Integer.parseInt(status(origin).group(1));
	}

	private Matcher status(String origin) throws Exception {
		Matcher status = STATUS.matcher(send("GET", origin + "/session-expiry/status", "").body());
		assertThat(status.matches()).isTrue();
		return status;
	}

	private HttpResponse<String> send(String method, String url, String body) throws IOException, InterruptedException {
		return this.client.send(HttpRequest.newBuilder(URI.create(url))
			.method(method, BodyPublishers.ofString(body))
			.headers("Content-Type", "application/x-www-form-urlencoded", "Sec-Fetch-Mode", "cors", "Sec-Fetch-Site",
					"same-origin")
			.build(), BodyHandlers.ofString());
	}

}
