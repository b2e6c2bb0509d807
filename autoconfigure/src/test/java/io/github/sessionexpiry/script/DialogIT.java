package io.github.sessionexpiry.script;

import java.util.List;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the dialog shows, and what it tells.
 */
@Timeout(30)
class DialogIT {

	@RegisterExtension
	final StubServer server = new StubServer();

	@RegisterExtension
	final BrowserExtension browser = new BrowserExtension();

	@Test
	void askThenModalDialogNamedByItsTitle() {
		Page page = open();

		page.evaluate("dialog.ask({ changes: 0, loginUrl: '/log-in' })");

		Locator dialog = page.getByRole(AriaRole.DIALOG,
				new Page.GetByRoleOptions().setName("Your session has expired"));
		assertThat(dialog).isVisible();
		assertThat(page.evaluate("log")).isEqualTo(List.of());
	}

	private Page open() {
		Page page = this.browser.open(this.server.url(StubServer.PLAIN_PAGE));
		page.evaluate(
				"""
						async () => {
							const { createDialog } = await import('/session-expiry/session-expiry-dialog.js');
							window.log = [];
							window.dialog = createDialog({ onLogin: () => log.push('login'), onCancel: () => log.push('cancel') });
						}
						""");
		return page;
	}

}
