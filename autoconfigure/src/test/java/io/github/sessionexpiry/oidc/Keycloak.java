package io.github.sessionexpiry.oidc;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.stream.Stream;

import org.awaitility.Awaitility;

/**
 * A Keycloak in a process of its own, with the realm of {@code keycloak-realm.json}.
 */
final class Keycloak implements AutoCloseable {

	private final Process process;

	private final String issuer;

	private Keycloak(Process process, String issuer) {
		this.process = process;
		this.issuer = issuer;
	}

	/**
	 * Starts what the build has unpacked.
	 * @param applicationPort the port of the application that logs its users out when
	 * Keycloak says so
	 */
	static Keycloak start(int applicationPort) throws IOException {
		Path home = home();
		Path realm = home.resolve("data/import/test-realm.json");
		Files.createDirectories(realm.getParent());
		try (InputStream template = Keycloak.class.getResourceAsStream("keycloak-realm.json")) {
			String content = new String(Objects.requireNonNull(template).readAllBytes(), StandardCharsets.UTF_8);
			Files.writeString(realm, content.replace("@port@", Integer.toString(applicationPort)));
		}
		int port = freePort();
		File log = home.resolveSibling("keycloak.log").toFile();
		Process process = new ProcessBuilder("sh", home.resolve("bin/kc.sh").toString(), "start-dev", "--import-realm",
				"--db=dev-mem", "--cache=local", "--http-host=localhost", "--http-port=" + port)
			.redirectErrorStream(true)
			.redirectOutput(log)
			.start();
		Keycloak keycloak = new Keycloak(process, "http://localhost:" + port + "/realms/test");
		Awaitility.await("Keycloak starts, see " + log)
			.atMost(Duration.ofMinutes(4))
			.pollInterval(Duration.ofSeconds(1))
			.until(() -> !process.isAlive() || keycloak.isReady());
		return keycloak;
	}

	private static Path home() throws IOException {
		try (Stream<Path> unpacked = Files.list(Path.of("target/keycloak"))) {
			return unpacked.filter((path) -> Files.exists(path.resolve("bin/kc.sh"))).findFirst().orElseThrow();
		}
	}

	static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0)) {
			return socket.getLocalPort();
		}
	}

	private boolean isReady() throws InterruptedException {
		try {
			HttpRequest request = HttpRequest.newBuilder(URI.create(this.issuer + "/.well-known/openid-configuration"))
				.build();
			return HttpClient.newHttpClient().send(request, BodyHandlers.discarding()).statusCode() == 200;
		}
		catch (IOException ex) {
			return false;
		}
	}

	String issuer() {
		return this.issuer;
	}

	@Override
	public void close() {
		this.process.descendants().forEach(ProcessHandle::destroy);
		this.process.destroy();
	}

}
