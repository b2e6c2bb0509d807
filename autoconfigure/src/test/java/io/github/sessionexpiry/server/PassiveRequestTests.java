package io.github.sessionexpiry.server;

import java.time.Duration;
import java.util.stream.Stream;

import org.apache.catalina.Context;
import org.apache.catalina.Session;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.tomcat.TomcatWebServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A passive request is served as any other. That it does not extend the session is shown
 * by {@link SessionTableIT}.
 */
class PassiveRequestTests {

	private static final String[] PASSIVE = Requests.with(Requests.FETCH, "Session-Expiry-Passive", "true");

	static Stream<Start> servers() {
		return Stream.of(() -> TestServer.start(Setups.FormLogin.class),
				() -> TestServer.startOnJetty(Setups.FormLogin.class),
				() -> TestServer.start(SessionPlaces.InMemory.class));
	}

	@ParameterizedTest
	@MethodSource("servers")
	void passiveRequestIsServedAsAnyOther(Start start) {
		try (TestServer server = start.server()) {
			Browser browser = server.browser();
			assertThat(browser.send("GET", "/page", PASSIVE).statusCode()).isEqualTo(403);
			browser.logIn();
			assertThat(browser.send("GET", "/page", PASSIVE).body()).isEqualTo("secured");
			assertThat(browser.send("GET", "/test/count", PASSIVE).body()).isEqualTo("1");
			assertThat(browser.send("GET", "/test/count", PASSIVE).body()).isEqualTo("2");
			assertThat(browser.send("GET", "/test/count", Requests.FETCH).body()).isEqualTo("3");
		}
	}

	@ParameterizedTest
	@MethodSource("servers")
	void passiveRequestCanCreateChangeAndEndASession(Start start) {
		try (TestServer server = start.server()) {
			Browser browser = server.browser();
			assertThat(browser.send("GET", "/public/log-in", PASSIVE).body()).isEqualTo("welcome");
			assertThat(browser.send("GET", "/page", PASSIVE).body()).isEqualTo("secured");
			browser.send("GET", "/test/change-id", PASSIVE);
			assertThat(browser.send("GET", "/page", Requests.FETCH).body()).isEqualTo("secured");
			assertThat(browser.send("GET", "/test/invalidate", PASSIVE).body()).isEqualTo("gone");
			assertThat(browser.send("GET", "/page", Requests.FETCH).statusCode()).isEqualTo(403);
		}
	}

	@ParameterizedTest
	@MethodSource("servers")
	void applicationSeesItsOwnInterval(Start start) {
		try (TestServer server = start.server()) {
			Browser browser = server.browser();
			browser.logIn();
			browser.send("GET", "/test/interval?seconds=100", Requests.FETCH);
			browser.send("GET", "/page", PASSIVE);
			assertThat(browser.send("GET", "/test/interval/now", PASSIVE).body()).isEqualTo("100");
			assertThat(browser.send("GET", "/test/interval/now", Requests.FETCH).body()).isEqualTo("100");
			browser.send("GET", "/test/interval?seconds=200", PASSIVE);
			assertThat(browser.send("GET", "/test/interval/now", PASSIVE).body()).isEqualTo("200");
			assertThat(browser.send("GET", "/test/interval/now", Requests.FETCH).body()).isEqualTo("200");
		}
	}

	@Test
	void containerItselfEndsASessionThatSeesOnlyPassiveRequests() throws Exception {
		try (TestServer server = TestServer.start(Setups.FormLogin.class)) {
			Browser browser = server.browser();
			browser.logIn();
			browser.send("GET", "/test/interval?seconds=2", Requests.FETCH);
			Session session = session(server, browser);
			Awaitility.await().atMost(Duration.ofSeconds(4)).pollInterval(Duration.ofMillis(100)).until(() -> {
				browser.send("GET", "/page", PASSIVE);
				return session.getMaxInactiveInterval() == 1;
			});
			Awaitility.await().atMost(Duration.ofSeconds(3)).until(() -> !session.isValid());
		}
	}

	@Test
	void containerDoesNotEndASessionThatHasBeenUsedInBetween() throws Exception {
		try (TestServer server = TestServer.start(Setups.FormLogin.class)) {
			Browser browser = server.browser();
			browser.logIn();
			browser.send("GET", "/test/interval?seconds=100", Requests.FETCH);
			Session session = session(server, browser);
			Awaitility.await().atMost(Duration.ofSeconds(4)).pollInterval(Duration.ofMillis(100)).until(() -> {
				browser.send("GET", "/page", PASSIVE);
				return session.getMaxInactiveInterval() < 100;
			});
			browser.send("GET", "/page", Requests.FETCH);
			assertThat(session.getMaxInactiveInterval()).isEqualTo(100);
		}
	}

	private static Session session(TestServer server, Browser browser) throws Exception {
		TomcatWebServer webServer = (TomcatWebServer) server.context().getWebServer();
		Context context = (Context) webServer.getTomcat().getHost().findChildren()[0];
		return context.getManager().findSession(browser.cookies().get("JSESSIONID"));
	}

	/**
	 * Starts a server when its turn has come.
	 */
	interface Start {

		TestServer server();

	}

}
