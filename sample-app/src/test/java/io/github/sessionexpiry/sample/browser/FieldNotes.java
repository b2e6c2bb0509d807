package io.github.sessionexpiry.sample.browser;

import java.util.regex.Pattern;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

/**
 * The sample as its user sees it.
 */
final class FieldNotes {

	/** As the sample says, and as the provider does. */
	private static final Pattern LOG_IN = Pattern.compile("Log in|Sign in");

	private final Page page;

	private final String origin;

	FieldNotes(Page page, int port) {
		this(page, "http://localhost:" + port);
	}

	private FieldNotes(Page page, String origin) {
		this.page = page;
		this.origin = origin;
	}

	FieldNotes open(String path) {
		this.page.navigate(this.origin + path);
		return this;
	}

	FieldNotes logIn(String username) {
		assertThat(this.page).hasURL(Pattern.compile(".*/login(\\?.*)?"));
		this.page.getByLabel("Username").fill(username);
		this.page.getByLabel("Password").fill("password");
		this.page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(LOG_IN)).click();
		return this;
	}

	/**
	 * Logs in where the dialog asks for it.
	 * @param username the name of the user
	 */
	void logInInWindow(String username) {
		logInInWindow(openLogin(), username);
	}

	void logInInWindow(Page window, String username) {
		new FieldNotes(window, this.origin).logIn(username);
		this.page.waitForCondition(window::isClosed);
	}

	Page openLogin() {
		return this.page.waitForPopup(() -> dialog().getByRole(AriaRole.BUTTON).first().click());
	}

	Locator dialog() {
		return this.page.getByRole(AriaRole.DIALOG);
	}

	Locator warning() {
		return this.page.getByRole(AriaRole.ALERTDIALOG);
	}

	Locator sessionBar() {
		return this.page.getByRole(AriaRole.REGION, new Page.GetByRoleOptions().setName("Your session"));
	}

	void endSession() {
		press("End my session now");
		assertThat(this.page.getByText("Your session has ended on the server")).isVisible();
	}

	void shortenSession() {
		press("Let it end in 45 seconds");
		assertThat(this.page.getByText("Your session ends after 45 seconds")).isVisible();
	}

	void press(String button) {
		this.page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(button).setExact(true)).click();
	}

	/**
	 * Returns the field for a note in the notebook.
	 */
	Locator note() {
		return this.page.getByLabel("Note", new Page.GetByLabelOptions().setExact(true));
	}

	void save(String card, String note) {
		Locator section = card(card);
		section.getByLabel("Note").fill(note);
		section.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Save")).click();
	}

	Locator card(String name) {
		return this.page.getByRole(AriaRole.REGION, new Page.GetByRoleOptions().setName(name).setExact(true));
	}

	void isAt(String path) {
		assertThat(this.page).hasURL(this.origin + path);
	}

	Page page() {
		return this.page;
	}

}
