package io.github.sessionexpiry.benchmarks;

import java.io.IOException;
import java.net.CookieManager;
import java.net.HttpCookie;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * How many requests a second {@code status} can take, and beside it the cheapest
 * controller of the same application, in turn, by {@code wrk}.
 */
final class StatusUnderLoad {

	private static final Pattern CSRF = Pattern.compile("name=\"_csrf\"[^>]*value=\"([^\"]+)\"");

	private static final Pattern REQUESTS = Pattern.compile("Requests/sec: +([0-9.]+)");

	private StatusUnderLoad() {
	}

	/**
	 * Measures for a minute and a half.
	 */
	public static void main(String[] args) throws Exception {
		try (ServletWebServerApplicationContext context = Application.start(Cheapest.class, true)) {
			String origin = "http://localhost:" + context.getWebServer().getPort();
			String session = logIn(origin);
			for (int round = 1; round <= 4; round++) {
				double controller = load(origin + "/cheapest", session);
				double status = load(origin + "/session-expiry/status", session);
				System.out.printf("round %d: controller %.0f/s, status %.0f/s, ratio %.2f%n", round, controller, status,
						status / controller);
			}
		}
	}

	private static String logIn(String origin) throws IOException, InterruptedException {
		CookieManager cookies = new CookieManager();
		HttpClient client = HttpClient.newBuilder().cookieHandler(cookies).build();
		Matcher csrf = CSRF.matcher(client.send(request(origin).GET().build(), BodyHandlers.ofString()).body());
		if (!csrf.find()) {
			throw new IllegalStateException("The login page has no token");
		}
		client.send(request(origin).header("Content-Type", "application/x-www-form-urlencoded")
			.POST(BodyPublishers.ofString("username=alice&password=password&_csrf=" + csrf.group(1)))
			.build(), BodyHandlers.discarding());
		return cookies.getCookieStore()
			.getCookies()
			.stream()
			.map(HttpCookie::toString)
			.collect(Collectors.joining("; "))
			.replace("\"", "");
	}

	private static HttpRequest.Builder request(String origin) {
		return HttpRequest.newBuilder(URI.create(origin + "/login")).header("Accept", "text/html");
	}

	private static double load(String url, String session) throws IOException {
		Process wrk = new ProcessBuilder("wrk", "-t1", "-c16", "-d10s", "-H", "Cookie: " + session, url).start();
		String output = new String(wrk.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		Matcher requests = REQUESTS.matcher(output);
		if (!requests.find() || output.contains("Non-2xx")) {
			throw new IllegalStateException(output);
		}
		return Double.parseDouble(requests.group(1));
	}

	@Configuration(proxyBeanMethods = false)
	@Import({ Application.FormLogin.class, CheapestController.class })
	static class Cheapest {

		@Bean
		UserDetailsService users() {
			return new InMemoryUserDetailsManager(User.withUsername("alice").password("{noop}password").build());
		}

	}

	@RestController
	static class CheapestController {

		@GetMapping("/cheapest")
		String cheapest() {
			return "ok";
		}

	}

}
