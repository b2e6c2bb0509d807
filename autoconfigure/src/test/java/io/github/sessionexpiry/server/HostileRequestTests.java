package io.github.sessionexpiry.server;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

import io.github.sessionexpiry.web.HostileUrls;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever bytes a client sends to Tomcat: never a 500, never another origin to go to,
 * never a header that was not meant to be one, and always an answer.
 */
class HostileRequestTests {

	private static final List<String> HEADERS = List.of("Accept", "Accept-Language", "Authorization", "Cookie",
			"Faces-Request", "HX-Request", "Origin", "Referer", "Sec-Fetch-Dest", "Sec-Fetch-Mode", "Sec-Fetch-Site",
			"Turbo-Frame", "X-Requested-With", "X-Forwarded-Host");

	private static final List<String> PATHS = List.of("/shop/page", "/shop/public/hello", "/shop/login",
			"/shop/session-expiry/login", "/shop/session-expiry/reset", "/shop/session-expiry/session-expiry.js",
			"/shop/session-expiry/nothing", "/shop/nowhere");

	private static TestServer server;

	@BeforeContainer
	static void start() {
		server = TestServer.start(Setups.FormLogin.class, "server.servlet.context-path=/shop");
	}

	@AfterContainer
	static void stop() {
		server.close();
	}

	@Property(tries = 1500)
	void anyHeadersAreAnswered(@ForAll("methods") String method, @ForAll("paths") String path,
			@ForAll("headers") List<Map.Entry<String, String>> headers) throws IOException {
		assertHarmless(exchange(method, path, headers));
	}

	@Property(tries = 1500)
	void anyTargetStaysInTheApplication(@ForAll("endpoints") String endpoint, @ForAll("targets") String target)
			throws IOException {
		String query = URLEncoder.encode(target, StandardCharsets.UTF_8);
		assertHarmless(exchange("GET", endpoint + "?continue=" + query, List.of(Map.entry("Accept", "text/html"))));
	}

	@Property(tries = 1000)
	void anyRefererStaysInTheApplication(@ForAll("endpoints") String path, @ForAll("referers") String referer)
			throws IOException {
		assertHarmless(exchange("GET", path,
				List.of(Map.entry("Referer", referer), Map.entry("X-Requested-With", "XMLHttpRequest"))));
		assertHarmless(
				exchange("POST", path, List.of(Map.entry("Referer", referer), Map.entry("Accept", "text/html"))));
	}

	@Provide
	Arbitrary<String> methods() {
		return Arbitraries.of("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH");
	}

	@Provide
	Arbitrary<String> paths() {
		return Arbitraries.of(PATHS);
	}

	@Provide
	Arbitrary<String> endpoints() {
		return Arbitraries.of("/shop/session-expiry/login", "/shop/session-expiry/reset", "/shop/page");
	}

	@Provide
	Arbitrary<List<Map.Entry<String, String>>> headers() {
		return Combinators.combine(Arbitraries.of(HEADERS), values()).as(Map::entry).list().ofMaxSize(12);
	}

	@Provide
	Arbitrary<String> targets() {
		Arbitrary<String> characters = Arbitraries.strings()
			.withChars("/\\.:;?#%@&=+ \t\r\n\0<>\"'2f5cFC09ad")
			.withChars('\u00a0', '\u2028', '\u3002', '\uff0f', '\u560a')
			.ofMaxLength(30);
		return Arbitraries.oneOf(Arbitraries.of(HostileUrls.all().toList()), characters,
				characters.map((text) -> "/shop/" + text), Arbitraries.strings().all().ofMaxLength(3000));
	}

	@Provide
	Arbitrary<String> referers() {
		return Arbitraries.oneOf(targets(), targets().map((target) -> server.origin() + target),
				targets().map((target) -> "http://evil.example" + target));
	}

	private Arbitrary<String> values() {
		Arbitrary<String> bytes = Arbitraries.strings().withCharRange('\u0001', '\u00ff').ofMaxLength(200);
		Arbitrary<String> likely = Arbitraries.of("*/*", "text/html", "text/plain", "application/json",
				"text/plain;q=2", "a/b;q=\"", "a/b,".repeat(900), "navigate", "cors", "XMLHttpRequest", "true",
				"partial/ajax", "JSESSIONID=", "JSESSIONID=x; JSESSIONID=y", "xx-XX-".repeat(50), "x".repeat(7000),
				"same-origin", "Basic", "Bearer x");
		return Arbitraries.oneOf(bytes, likely, targets());
	}

	private static void assertHarmless(String answer) {
		assertThat(answer).startsWith("HTTP/1.1 ");
		int status = Integer.parseInt(answer.substring(9, 12));
		assertThat(status).isBetween(200, 499);
		for (String line : answer.substring(0, answer.indexOf("\r\n\r\n")).split("\r\n")) {
			assertThat(line.toLowerCase()).doesNotStartWith("x-injected").doesNotContain("\n", "\r");
			if (line.startsWith("Location: ") || line.startsWith("login_url: ") || line.startsWith("HX-Redirect: ")) {
				assertStays(line.substring(line.indexOf(' ') + 1));
			}
		}
	}

	private static void assertStays(String target) {
		URI base = URI.create(server.origin() + "/shop/page");
		assertThat(target).doesNotContain("\\", "\t");
		URI resolved = base
			.resolve(URI.create(target.replaceAll("[{}|^`'\\[\\]]", "_").replaceAll("%(?![0-9a-fA-F]{2})", "_")));
		assertThat(resolved.getScheme() + "://" + resolved.getAuthority()).isEqualTo(server.origin());
		assertThat(resolved.getRawPath()).startsWith("/shop/").doesNotContain("//", "/../");
	}

	private static String exchange(String method, String target, List<Map.Entry<String, String>> headers)
			throws IOException {
		URI origin = URI.create(server.origin());
		ByteArrayOutputStream request = new ByteArrayOutputStream();
		write(request, method + " " + target + " HTTP/1.1\r\nHost: " + origin.getAuthority()
				+ "\r\nConnection: close\r\nContent-Length: 0\r\n");
		for (Map.Entry<String, String> header : headers) {
			// A line break would be another request, which this is not about
			write(request, header.getKey() + ": " + header.getValue().replaceAll("[\r\n]", " ") + "\r\n");
		}
		write(request, "\r\n");
		try (Socket socket = new Socket(origin.getHost(), origin.getPort())) {
			socket.getOutputStream().write(request.toByteArray());
			return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
		}
	}

	private static void write(ByteArrayOutputStream request, String text) throws IOException {
		request.write(text
			.getBytes(text.chars().allMatch((c) -> c < 256) ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8));
	}

}
