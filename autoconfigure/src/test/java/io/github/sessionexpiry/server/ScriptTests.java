package io.github.sessionexpiry.server;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.core.io.ClassPathResource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The script as it is served, over Tomcat.
 */
class ScriptTests {

	private static final String PATH = "/session-expiry/session-expiry.js";

	private static TestServer server;

	@BeforeAll
	static void start() {
		server = TestServer.start(Setups.FormLogin.class);
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@Test
	void getThenPublicAndRevalidated() {
		HttpResponse<String> response = server.browser().send("GET", PATH);
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.headers().firstValue("Content-Type")).hasValue("text/javascript;charset=UTF-8");
		assertThat(response.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
		assertThat(response.headers().firstValue("Cache-Control")).hasValue("no-cache, public");
		assertThat(response.headers().firstValue("ETag")).get().asString().matches("\"[0-9a-f]{32}\"");
		assertThat(response.headers().allValues("Set-Cookie")).isEmpty();
		assertThat(response.body()).contains("const configured = {};");
	}

	@Test
	void getWhenNotModifiedThenWithoutBody() {
		HttpResponse<String> response = server.browser().send("GET", PATH, "If-None-Match", etag());
		assertThat(response.statusCode()).isEqualTo(304);
		assertThat(response.body()).isEmpty();
	}

	@Test
	void getWhenAskedForByHashThenImmutable() {
		HttpResponse<String> response = server.browser().send("GET", PATH + "?v=" + etag().replace("\"", ""));
		assertThat(response.headers().firstValue("Cache-Control")).hasValue("max-age=31536000, public, immutable");
	}

	@Test
	void getWhenAskedForByAnotherHashThenRevalidated() {
		HttpResponse<String> response = server.browser().send("GET", PATH + "?v=0");
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.headers().firstValue("Cache-Control")).hasValue("no-cache, public");
	}

	@Test
	void headThenWithoutBody() {
		HttpResponse<String> response = server.browser().send("HEAD", PATH);
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.body()).isEmpty();
	}

	@Test
	void postThenLeftToTheApplication() {
		assertThat(server.browser().send("POST", PATH).statusCode()).isNotEqualTo(200);
	}

	@Test
	void getWhenNamesAreConfiguredThenTheScriptKnows() {
		try (TestServer configured = TestServer.start(Setups.FormLogin.class, "session-expiry.base-path=/-/expiry",
				"session-expiry.status=401", "session-expiry.login-url-header=X-Login",
				"session-expiry.login-page-header=X-Login-Page", "session-expiry.sentinel=</script>\"")) {
			assertThat(configured.browser().send("GET", "/-/expiry/session-expiry.js").body())
				.contains("const configured = {\"status\":401,\"loginUrlHeader\":\"X-Login\","
						+ "\"loginPageHeader\":\"X-Login-Page\",\"sentinel\":\"</script>\\\"\"};");
			HttpResponse<String> rejected = configured.browser().send("GET", "/page", Requests.FETCH);
			assertThat(rejected.statusCode()).isEqualTo(401);
			assertThat(rejected.headers().firstValue("X-Login")).hasValue("/-/expiry/login?continue=%2F");
			assertThat(configured.browser().send("GET", "/login", Requests.PAGE).headers().firstValue("X-Login-Page"))
				.hasValue("1");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "session-expiry.js", "session-expiry.mjs", "session-expiry-login.js",
			"session-expiry-csrf.js", "session-expiry-dialog.js", "session-expiry-texts.js", "logged-in.js" })
	void getThenSourceWithoutCommentsAndIndentation(String name) throws IOException {
		List<String> source = new ClassPathResource("io/github/sessionexpiry/script/" + name)
			.getContentAsString(StandardCharsets.UTF_8)
			.lines()
			.map(String::strip)
			.toList();
		List<String> served = server.browser()
			.send("GET", "/session-expiry/" + name)
			.body()
			.replaceAll("\\?v=[0-9a-f]{32}'", "'")
			.lines()
			.toList();
		assertThat(served).hasSameSizeAs(source);
		for (int i = 0; i < served.size(); i++) {
			assertThat(served.get(i)).as("line %d", i + 1)
				.isEqualTo(source.get(i).matches("//.*|/?\\*(?!.*\\*/.).*") ? "" : source.get(i));
		}
	}

	@Test
	void getWhenPartLoadsAnotherThenByItsHash() {
		for (String[] parts : new String[][] { { "session-expiry.js", "session-expiry-login.js" },
				{ "session-expiry-login.js", "session-expiry-dialog.js" },
				{ "session-expiry-login.js", "session-expiry-csrf.js" },
				{ "session-expiry-dialog.js", "session-expiry-texts.js" },
				{ "session-expiry.mjs", "session-expiry.js" } }) {
			Matcher url = Pattern.compile("'\\./(" + Pattern.quote(parts[1]) + "\\?v=[0-9a-f]{32})'")
				.matcher(server.browser().send("GET", "/session-expiry/" + parts[0]).body());
			assertThat(url.find()).as(parts[0]).isTrue();
			assertThat(server.browser()
				.send("GET", "/session-expiry/" + url.group(1))
				.headers()
				.firstValue("Cache-Control")).hasValue("max-age=31536000, public, immutable");
		}
	}

	@Test
	void getWhenCompressedThenCoreIsSmall() throws IOException {
		ByteArrayOutputStream compressed = new ByteArrayOutputStream();
		try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
			gzip.write(server.browser().send("GET", PATH).body().getBytes(StandardCharsets.UTF_8));
		}
		assertThat(compressed.size()).isLessThanOrEqualTo(6000);
	}

	private static String etag() {
		return server.browser().send("HEAD", PATH).headers().firstValue("ETag").orElseThrow();
	}

}
