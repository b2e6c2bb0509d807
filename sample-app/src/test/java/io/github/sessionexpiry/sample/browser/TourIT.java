package io.github.sessionexpiry.sample.browser;

import java.util.UUID;
import java.util.regex.Pattern;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

/**
 * The tour in {@code docs/tour.md}, where sessions also end by themselves.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@Timeout(120)
class TourIT {

	// A shortened session lasts 45 seconds from the last sign of activity on
	private static final LocatorAssertions.ContainsTextOptions WITHIN_A_MINUTE = new LocatorAssertions.ContainsTextOptions()
		.setTimeout(60_000);

	@RegisterExtension
	private final SampleBrowser browser = new SampleBrowser();

	@LocalServerPort
	private int port;

	@Test
	void cardWaitsForTheLoginAndSaves() {
		FieldNotes sample = loggedIn().open("/try");
		Locator status = sample.card("fetch").getByRole(AriaRole.STATUS);
		sample.save("fetch", "Blackbird on the chimney, 5:12.");
		assertThat(status).containsText("Saved note");
		TourPictures.take("card", sample.page());

		sample.endSession();
		sample.save("fetch", "The blackbird again, with a new ending.");
		assertThat(sample.dialog()).containsText("1 change is waiting");
		TourPictures.take("dialog", sample.page());

		Page window = sample.openLogin();
		assertThat(sample.dialog()).containsText("The login is open in another window");
		TourPictures.takeSideBySide("login", sample.page(), window);

		sample.logInInWindow(window, "alice");
		assertThat(status).containsText("The blackbird again");
		assertThat(sample.dialog()).hasCount(0);
		TourPictures.take("saved", sample.page());
	}

	@Test
	void formWaitsForTheLoginAndIsSubmitted() {
		FieldNotes sample = loggedIn();
		String note = "A wren, seen by " + UUID.randomUUID();
		sample.endSession();
		sample.note().fill(note);
		sample.press("Add to notebook");
		assertThat(sample.dialog()).containsText("1 change is waiting");
		assertThat(sample.note()).hasValue(note);
		TourPictures.take("form", sample.page());

		sample.logInInWindow("alice");
		assertThat(sample.page().getByText(note)).isVisible();
	}

	@Test
	void staySignedInClosesTheWarningInBothTabs() {
		FieldNotes first = loggedIn();
		FieldNotes second = newTab();
		second.note().fill("Half a sentence");
		first.shortenSession();
		for (FieldNotes tab : new FieldNotes[] { first, second }) {
			assertThat(tab.warning()).containsText("You will be logged out soon", WITHIN_A_MINUTE);
			assertThat(tab.warning().getByRole(AriaRole.TIMER)).hasText(Pattern.compile("0:[12]\\d"));
		}
		TourPictures.take("warning", first.page());
		TourPictures.takeSideBySide("tabs-warned", first.page(), second.page());

		first.press("Stay signed in");
		assertThat(first.warning()).hasCount(0);
		assertThat(second.warning()).hasCount(0);
		assertThat(first.sessionBar()).containsText(Pattern.compile("0:4\\d left"));
		assertThat(second.sessionBar()).containsText(Pattern.compile("0:4\\d left"));
		TourPictures.takeSideBySide("tabs-extended", first.page(), second.page());
		assertThat(second.note()).hasValue("Half a sentence");
	}

	@Test
	void doingNothingEndsInTheQuestionAndLosesNothing() {
		FieldNotes sample = loggedIn();
		String note = "A swift, seen by " + UUID.randomUUID();
		sample.shortenSession();
		sample.note().fill(note);
		assertThat(sample.warning()).containsText("You will be logged out soon", WITHIN_A_MINUTE);
		assertThat(sample.dialog()).containsText("Your session has expired", WITHIN_A_MINUTE);
		assertThat(sample.sessionBar()).containsText("Session: ended");
		assertThat(sample.note()).hasValue(note);

		sample.logInInWindow("alice");
		assertThat(sample.dialog()).hasCount(0);
		assertThat(sample.sessionBar()).containsText("29:");
		sample.press("Add to notebook");
		assertThat(sample.page().getByText(note)).isVisible();
	}

	@Test
	void logOutIsShownInTheOtherTab() {
		FieldNotes first = loggedIn();
		FieldNotes second = newTab();
		second.note().fill("Half a sentence");
		first.press("Log out");
		assertThat(first.page().getByText("You have logged out.")).isVisible();
		assertThat(second.dialog()).containsText("You have logged out in another tab");
		TourPictures.takeSideBySide("logged-out", first.page(), second.page());

		second.logInInWindow("alice");
		assertThat(second.dialog()).hasCount(0);
		assertThat(second.note()).hasValue("Half a sentence");
	}

	private FieldNotes loggedIn() {
		FieldNotes sample = new FieldNotes(this.browser.newPage(), this.port).open("/login").logIn("alice");
		sample.isAt("/");
		return sample.open("/");
	}

	private FieldNotes newTab() {
		return new FieldNotes(this.browser.newPage(), this.port).open("/");
	}

}
