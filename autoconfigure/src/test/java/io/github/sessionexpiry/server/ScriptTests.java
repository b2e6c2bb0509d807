package io.github.sessionexpiry.server;

import java.net.http.HttpResponse;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

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

	private static String etag() {
		return server.browser().send("HEAD", PATH).headers().firstValue("ETag").orElseThrow();
	}

}
