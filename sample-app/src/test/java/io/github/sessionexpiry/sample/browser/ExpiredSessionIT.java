package io.github.sessionexpiry.sample.browser;

import java.time.Duration;
import java.util.Arrays;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.AriaRole;
import org.apache.catalina.Context;
import org.apache.catalina.Session;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

/**
 * A user of the sample whose session ends while a page is open.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class ExpiredSessionIT {

	@RegisterExtension
	private final SampleBrowser browser = new SampleBrowser();

	@Autowired
	private ServletWebServerApplicationContext context;

	@LocalServerPort
	private int port;

	@ParameterizedTest
	@ValueSource(strings = { "fetch", "XMLHttpRequest", "jQuery", "axios", "htmx", "Ordinary form" })
	void saveWhenSessionHasEndedThenLogsInAndComesBack(String card) {
		FieldNotes sample = loggedIn("alice").open("/try?from=test");
		sample.endSession();
		sample.save(card, "A wren in the hedge");
		sample.logIn("alice");
		sample.isAt("/try?from=test");
	}

	@ParameterizedTest
	@ValueSource(strings = { "fetch", "XMLHttpRequest", "jQuery", "axios", "htmx", "Ordinary form" })
	void saveWhenLoggedInThenSaved(String card) {
		FieldNotes sample = loggedIn("alice").open("/try");
		sample.save(card, "A wren in the hedge");
		Locator status = sample.card(card).getByRole(AriaRole.STATUS);
		assertThat(status).containsText("Saved note");
		assertThat(status).containsText("A wren in the hedge");
	}

	@Test
	void saveWhenTomcatHasEndedTheSessionThenLogsInAndComesBack() {
		FieldNotes sample = loggedIn("bob").open("/try");
		letSessionsExpire();
		sample.save("fetch", "Two swifts, high up");
		sample.logIn("bob");
		sample.isAt("/try");
	}

	@Test
	void resetWhenSessionHasEndedThenLoginPageSaysSoOnce() {
		FieldNotes sample = loggedIn("alice").open("/try");
		sample.endSession();
		sample.open("/session-expiry/reset?continue=/login");
		assertThat(sample.page().getByText("Your session has expired.")).isVisible();
		sample.open("/login");
		assertThat(sample.page().getByLabel("Username")).isVisible();
		assertThat(sample.page().getByText("Your session has expired.")).hasCount(0);
	}

	private FieldNotes loggedIn(String username) {
		FieldNotes sample = new FieldNotes(this.browser.newPage(), this.port).open("/login").logIn(username);
		sample.isAt("/");
		return sample;
	}

	/*
	 * As after half an hour: Tomcat ends the sessions by itself. Its property counts
	 * whole minutes, so the interval is set on the sessions.
	 */
	private void letSessionsExpire() {
		TomcatWebServer webServer = (TomcatWebServer) this.context.getWebServer();
		Session[] sessions = ((Context) webServer.getTomcat().getHost().findChildren()[0]).getManager().findSessions();
		Arrays.stream(sessions).forEach((session) -> session.setMaxInactiveInterval(1));
		Awaitility.await()
			.atMost(Duration.ofSeconds(10))
			.until(() -> Arrays.stream(sessions).noneMatch(Session::isValid));
	}

}
