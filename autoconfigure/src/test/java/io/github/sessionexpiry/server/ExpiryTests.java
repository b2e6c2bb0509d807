package io.github.sessionexpiry.server;

import java.time.Duration;

import org.apache.catalina.Context;
import org.apache.catalina.Session;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import org.springframework.boot.tomcat.TomcatWebServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A session that Tomcat ends by itself.
 */
class ExpiryTests {

	@Test
	void getWhenTomcatHasEndedTheSessionThenSessionExpired() throws Exception {
		try (TestServer server = TestServer.start(Setups.FormLogin.class)) {
			Browser browser = server.browser();
			browser.logIn();
			assertThat(browser.send("GET", "/api/orders", Requests.FETCH).statusCode()).isEqualTo(200);
			Session session = session(server, browser);
			session.getSession().setMaxInactiveInterval(1);
			Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> !session.isValid());
			assertThat(browser.send("GET", "/api/orders", Requests.FETCH).headers().firstValue("Session-Expiry"))
				.hasValue("session_expired");
		}
	}

	private static Session session(TestServer server, Browser browser) throws Exception {
		TomcatWebServer webServer = (TomcatWebServer) server.context().getWebServer();
		Context context = (Context) webServer.getTomcat().getHost().findChildren()[0];
		return context.getManager().findSession(browser.cookies().get("JSESSIONID"));
	}

}
