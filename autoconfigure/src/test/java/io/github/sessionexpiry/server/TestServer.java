package io.github.sessionexpiry.server;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.annotation.Configuration;

/**
 * An application on a real Tomcat, on a free port.
 */
public final class TestServer implements AutoCloseable {

	// With the actuator on the class path this brings a default chain of its own
	private static final String MANAGEMENT_SECURITY = "org.springframework.boot.security.autoconfigure.actuate.web.servlet"
			+ ".ManagementWebSecurityAutoConfiguration";

	private static final HttpClient CLIENT = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	private final ServletWebServerApplicationContext context;

	private final String contextPath;

	private TestServer(ServletWebServerApplicationContext context) {
		this.context = context;
		this.contextPath = context.getEnvironment().getProperty("server.servlet.context-path", "");
	}

	/**
	 * Starts an application.
	 * @param configuration the application's own configuration
	 * @param properties more properties, as {@code key=value}
	 */
	public static TestServer start(Class<?> configuration, String... properties) {
		List<String> all = new ArrayList<>(List.of("server.port=0", "spring.main.banner-mode=off",
				"logging.level.root=warn", "spring.security.user.name=alice", "spring.security.user.password=password",
				"spring.main.register-shutdown-hook=false", "spring.autoconfigure.exclude=" + MANAGEMENT_SECURITY));
		all.addAll(List.of(properties));
		return new TestServer((ServletWebServerApplicationContext) new SpringApplicationBuilder(Application.class,
				TestController.class, configuration)
			.properties(all.toArray(String[]::new))
			.run());
	}

	public String origin() {
		return "http://localhost:" + this.context.getWebServer().getPort();
	}

	public HttpRequest.Builder request(String method, String path) {
		return HttpRequest.newBuilder(URI.create(origin() + this.contextPath + path))
			.method(method, BodyPublishers.noBody());
	}

	public HttpResponse<String> send(HttpRequest.Builder request) {
		try {
			return CLIENT.send(request.build(), BodyHandlers.ofString());
		}
		catch (java.io.IOException ex) {
			throw new java.io.UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Returns a client with cookies of its own, like a browser's.
	 */
	public Browser browser() {
		return new Browser(this);
	}

	public ServletWebServerApplicationContext context() {
		return this.context;
	}

	@Override
	public void close() {
		this.context.close();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
