package io.github.sessionexpiry.server;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

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

	// On the class path for the tests of where sessions are kept
	private static final String JETTY = "org.springframework.boot.jetty.autoconfigure.servlet"
			+ ".JettyServletWebServerAutoConfiguration";

	private static final String TOMCAT = "org.springframework.boot.tomcat.autoconfigure.servlet"
			+ ".TomcatServletWebServerAutoConfiguration";

	private static final String REDIS = "org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration";

	private static final String DATABASE = "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration,"
			+ "org.springframework.boot.session.jdbc.autoconfigure.JdbcSessionAutoConfiguration";

	// On the class path for the tests with a provider
	private static final String PROVIDER = "org.springframework.boot.security.oauth2.server.authorization.autoconfigure"
			+ ".servlet.OAuth2AuthorizationServerAutoConfiguration,"
			+ "org.springframework.boot.security.oauth2.server.authorization.autoconfigure"
			+ ".servlet.OAuth2AuthorizationServerJwtAutoConfiguration";

	/**
	 * The property that leaves nothing but Tomcat, and all that Boot has for an actuator.
	 */
	static final String WITH_MANAGEMENT_SECURITY = exclude(JETTY, REDIS, DATABASE, PROVIDER);

	private static final HttpClient CLIENT = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	/**
	 * The property that leaves the sessions to the container.
	 */
	static final String WITHOUT_STORES = exclude(MANAGEMENT_SECURITY, REDIS, DATABASE, PROVIDER);

	private final @Nullable ServletWebServerApplicationContext context;

	private final String origin;

	private final String contextPath;

	private TestServer(ServletWebServerApplicationContext context) {
		this.context = context;
		this.origin = "http://localhost:" + context.getWebServer().getPort();
		this.contextPath = context.getEnvironment().getProperty("server.servlet.context-path", "");
	}

	private TestServer(String origin, String contextPath) {
		this.context = null;
		this.origin = origin;
		this.contextPath = contextPath;
	}

	/**
	 * Returns an application that something else has started.
	 */
	static TestServer at(String origin, String contextPath) {
		return new TestServer(origin, contextPath);
	}

	/**
	 * Starts an application on Tomcat, with the sessions of the container.
	 * @param configuration the application's own configuration
	 * @param properties more properties, as {@code key=value}
	 */
	public static TestServer start(Class<?> configuration, String... properties) {
		return startWithout(exclude(MANAGEMENT_SECURITY, JETTY, REDIS, DATABASE, PROVIDER), configuration, properties);
	}

	/**
	 * Starts an OpenID Connect provider.
	 * @param configuration the provider's own configuration
	 * @param properties more properties, as {@code key=value}
	 */
	public static TestServer startProvider(Class<?> configuration, String... properties) {
		return startWithout(exclude(MANAGEMENT_SECURITY, JETTY, REDIS, DATABASE), configuration, properties);
	}

	public static TestServer startOnJetty(Class<?> configuration, String... properties) {
		return startWithout(exclude(MANAGEMENT_SECURITY, TOMCAT, REDIS, DATABASE, PROVIDER), configuration, properties);
	}

	static TestServer startWithRedis(Class<?> configuration, String... properties) {
		return startWithout(exclude(MANAGEMENT_SECURITY, JETTY, DATABASE, PROVIDER), configuration, properties);
	}

	public static TestServer startWithDatabase(Class<?> configuration, String... properties) {
		return startWithout(exclude(MANAGEMENT_SECURITY, JETTY, REDIS, PROVIDER), configuration, properties);
	}

	public static TestServer startOnJettyWithDatabase(Class<?> configuration, String... properties) {
		return startWithout(exclude(MANAGEMENT_SECURITY, TOMCAT, REDIS, PROVIDER), configuration, properties);
	}

	private static String exclude(String... names) {
		return "spring.autoconfigure.exclude=" + String.join(",", names);
	}

	private static TestServer startWithout(String excluded, Class<?> configuration, String... properties) {
		List<String> all = new ArrayList<>(List.of("server.port=0", "spring.main.banner-mode=off",
				"logging.level.root=warn", "spring.security.user.name=alice", "spring.security.user.password=password",
				"spring.main.register-shutdown-hook=false", excluded));
		all.addAll(List.of(properties));
		return new TestServer((ServletWebServerApplicationContext) new SpringApplicationBuilder(Application.class,
				TestController.class, configuration)
			.properties(all.toArray(String[]::new))
			.run());
	}

	public String origin() {
		return this.origin;
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
		return Objects.requireNonNull(this.context);
	}

	@Override
	public void close() {
		if (this.context != null) {
			this.context.close();
		}
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
