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
		this.page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Log in")).click();
		return this;
	}

	/**
	 * Logs in where the dialog asks for it.
	 * @param username the name of the user
	 */
	void logInInWindow(String username) {
		Page window = this.page.waitForPopup(() -> dialog().getByRole(AriaRole.BUTTON).first().click());
		new FieldNotes(window, this.origin).logIn(username);
		this.page.waitForCondition(window::isClosed);
	}

	Locator dialog() {
		return this.page.getByRole(AriaRole.DIALOG);
	}

	void endSession() {
		this.page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("End my session now")).click();
		assertThat(this.page.getByText("Your session has ended on the server")).isVisible();
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
