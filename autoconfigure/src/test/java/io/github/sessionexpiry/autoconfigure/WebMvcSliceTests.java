package io.github.sessionexpiry.autoconfigure;

import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.webmvc.test.autoconfigure.WebMvcTest;
import org.springframework.http.HttpHeaders;
import org.springframework.test.web.servlet.assertj.MockMvcTester;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application's own {@link WebMvcTest} sees what the application does.
 */
@WebMvcTest
class WebMvcSliceTests {

	@Autowired
	private MockMvcTester mvc;

	@Test
	void getWhenScriptThenLoginRequired() {
		assertThat(this.mvc.get().uri("/page").header("Sec-Fetch-Mode", "cors").accept("*/*")).hasStatus(403)
			.hasHeader("login_url", "/session-expiry/login?continue=%2F");
	}

	@Test
	void getWhenPageThenRedirected() {
		assertThat(this.mvc.get().uri("/page").header(HttpHeaders.ACCEPT, "text/html")).hasStatus(302)
			.doesNotContainHeader("login_url");
	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	static class Application {

	}

}
