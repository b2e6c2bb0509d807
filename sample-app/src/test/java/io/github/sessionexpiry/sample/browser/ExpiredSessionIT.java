package io.github.sessionexpiry.sample.browser;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.github.sessionexpiry.sample.Note;
import io.github.sessionexpiry.sample.NoteRepository;
import org.apache.catalina.Context;
import org.apache.catalina.Session;
import org.assertj.core.api.Assertions;
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

	@Autowired
	private NoteRepository notes;

	@LocalServerPort
	private int port;

	@ParameterizedTest
	@ValueSource(strings = { "fetch", "XMLHttpRequest", "jQuery", "axios", "htmx" })
	void saveWhenSessionHasEndedThenSavedAfterALoginInAWindow(String card) {
		FieldNotes sample = loggedIn("alice").open("/try");
		String note = "A wren, seen by " + UUID.randomUUID();
		sample.endSession();
		sample.save(card, note);
		sample.logInInWindow("alice");
		assertThat(sample.card(card).getByRole(AriaRole.STATUS)).containsText("Saved note");
		assertThat(sample.card(card).getByRole(AriaRole.STATUS)).containsText(note);
		assertThat(sample.card(card).getByLabel("Note")).hasValue(note);
		sample.isAt("/try");
		sample.open("/");
		assertThat(sample.page().getByText(note)).hasCount(1);
	}

	@Test
	void saveWhenSessionHasEndedAndFormIsOrdinaryThenSubmittedAfterALoginInAWindow() {
		FieldNotes sample = loggedIn("alice").open("/try");
		String note = "A wren, seen by " + UUID.randomUUID();
		sample.endSession();
		sample.save("Ordinary form", note);
		sample.logInInWindow("alice");
		assertThat(sample.card("Ordinary form").getByRole(AriaRole.STATUS)).containsText(note);
		sample.isAt("/try#form");
		sample.open("/");
		assertThat(sample.page().getByText(note)).hasCount(1);
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
	void saveWhenTomcatHasEndedTheSessionThenSavedAfterALogin() {
		FieldNotes sample = loggedIn("bob").open("/try");
		// The last that the page loads: with any answer it would learn that the end is
		// near
		sample.page()
			.waitForFunction(
					"() => performance.getEntriesByType('resource').some(({ name }) => name.endsWith('favicon.svg'))");
		letSessionsExpire();
		sample.save("fetch", "Two swifts, high up");
		sample.logInInWindow("bob");
		assertThat(sample.card("fetch").getByRole(AriaRole.STATUS)).containsText("Two swifts, high up");
	}

	@Test
	void saveWhenSeveralWaitThenOneLoginSavesAllInOrderAndKeepsWhatIsTyped() {
		FieldNotes sample = loggedIn("alice").open("/try?from=test");
		sample.card("Ordinary form").getByLabel("Note").fill("Half a sentence");
		sample.endSession();
		sample.save("fetch", "First swallow");
		sample.dialog().waitFor();
		sample.page().evaluate("""
				() => {
				  for (const id of ['xhr', 'jquery', 'axios']) {
				    document.querySelector(`#${id} textarea`).value = `Swallow by ${id}`;
				    document.querySelector(`#${id} form`).requestSubmit();
				  }
				}
				""");
		assertThat(sample.dialog()).containsText("4 changes are waiting");
		sample.logInInWindow("alice");
		assertThat(sample.card("axios").getByRole(AriaRole.STATUS)).containsText("Swallow by axios");
		assertThat(sample.card("Ordinary form").getByLabel("Note")).hasValue("Half a sentence");
		assertThat(sample.dialog()).hasCount(0);
		sample.isAt("/try?from=test");
		Assertions
			.assertThat(this.notes.findAll("alice").stream().map(Note::text).filter((text) -> text.contains("wallow")))
			.containsSubsequence("Swallow by axios", "Swallow by jquery", "Swallow by xhr", "First swallow")
			.doesNotHaveDuplicates();
	}

	@Test
	void saveWhenSessionHasEndedTwiceThenSavedTwice() {
		FieldNotes sample = loggedIn("alice").open("/try");
		for (String card : List.of("fetch", "axios")) {
			sample.endSession();
			sample.save(card, "Ended, and written by " + card);
			sample.logInInWindow("alice");
			assertThat(sample.card(card).getByRole(AriaRole.STATUS)).containsText("Ended, and written by " + card);
		}
	}

	@Test
	void saveWhenSessionHasEndedInTwoTabsThenOneLoginSavesBoth() {
		FieldNotes first = loggedIn("alice").open("/try");
		FieldNotes second = new FieldNotes(this.browser.newPage(), this.port).open("/try");
		first.endSession();
		first.save("fetch", "From the first tab");
		first.dialog().waitFor();
		second.save("axios", "From the second tab");
		assertThat(second.page().getByText("As soon as you have logged in again in another tab")).isVisible();
		assertThat(second.dialog()).hasCount(0);
		first.logInInWindow("alice");
		assertThat(first.card("fetch").getByRole(AriaRole.STATUS)).containsText("From the first tab");
		assertThat(second.card("axios").getByRole(AriaRole.STATUS)).containsText("From the second tab");
	}

	@Test
	void saveWhenSomebodyElseLogsInThenNothingIsSaved() {
		FieldNotes sample = loggedIn("alice").open("/try");
		String note = "A wren, seen by " + UUID.randomUUID();
		sample.endSession();
		sample.save("fetch", note);
		sample.logInInWindow("bob");
		sample.page().getByText("Another user is logged in").waitFor();
		sample.page().getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Reload page")).click();
		assertThat(sample.page().getByText("bob").first()).isVisible();
		sample.open("/");
		assertThat(sample.page().getByText(note)).hasCount(0);
		loggedIn("alice");
		sample.open("/");
		assertThat(sample.page().getByText(note)).hasCount(0);
	}

	@Test
	void saveWhenLoggedInAgainInAnotherTabThenSavedWithoutBeingAsked() {
		FieldNotes sample = loggedIn("alice").open("/try");
		sample.endSession();
		FieldNotes other = new FieldNotes(this.browser.newPage(), this.port).open("/login");
		sample.dialog().waitFor();
		other.logIn("alice");
		assertThat(sample.dialog()).hasCount(0);
		sample.save("XMLHttpRequest", "A late swallow");
		assertThat(sample.card("XMLHttpRequest").getByRole(AriaRole.STATUS)).containsText("A late swallow");
		assertThat(sample.dialog()).hasCount(0);
	}

	@Test
	void cancelThenCardShowsThatNothingIsSaved() {
		FieldNotes sample = loggedIn("alice").open("/try");
		sample.endSession();
		sample.save("fetch", "A wren in the hedge");
		sample.dialog().waitFor();
		sample.page().keyboard().press("Escape");
		assertThat(sample.card("fetch").getByRole(AriaRole.STATUS)).containsText("Not saved");
	}

	@Test
	void resetWhenSessionHasEndedThenLoginPageSaysSoOnce() {
		FieldNotes sample = loggedIn("alice").open("/try");
		sample.endSession();
		sample.open("/session-expiry/reset?continue=/login");
		assertThat(sample.page().getByText("Your session has expired.")).isVisible();
		assertThat(sample.page().getByText("You will be logged out after 30 minutes without activity.")).isVisible();
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
