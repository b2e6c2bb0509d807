package io.github.sessionexpiry.server;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The header by which a login page names itself, over Tomcat.
 */
class LoginPageTests {

	@Test
	void getWhenGeneratedThenNamesItself() {
		try (TestServer server = TestServer.start(Setups.BootDefault.class)) {
			assertThat(marker(server, "GET", "/login")).containsExactly("1");
			assertThat(marker(server, "GET", "/login?error")).containsExactly("1");
			assertThat(marker(server, "HEAD", "/login")).containsExactly("1");
			assertThat(marker(server, "POST", "/login")).isEmpty();
			assertThat(marker(server, "GET", "/page")).isEmpty();
			assertThat(marker(server, "GET", "/login/other")).isEmpty();
		}
	}

	@Test
	void getWhenCustomThenNamesItself() {
		try (TestServer server = TestServer.start(Setups.CustomLoginPage.class, "server.servlet.context-path=/shop")) {
			assertThat(marker(server, "GET", "/signin")).containsExactly("1");
			assertThat(marker(server, "GET", "/login")).isEmpty();
		}
	}

	@Test
	void getWhenThereIsNoLoginThenNothingNamesItself() {
		try (TestServer server = TestServer.start(Setups.HttpBasic.class)) {
			assertThat(marker(server, "GET", "/login")).isEmpty();
		}
	}

	private static java.util.List<String> marker(TestServer server, String method, String path) {
		return server.browser().send(method, path, Requests.PAGE).headers().allValues("IsLoginPage");
	}

}
