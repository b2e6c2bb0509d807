package io.github.sessionexpiry.script;

import java.util.List;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Keyboard and focus, and a page that has a modal dialog or a popover of its own.
 */
@Timeout(30)
class DialogFocusIT {

	@RegisterExtension
	final StubServer server = new StubServer();

	@RegisterExtension
	final BrowserExtension browser = new BrowserExtension();

	@Test
	void keyboardAloneGetsThrough() {
		Page page = open();
		page.evaluate(DialogPage.ASK);

		page.keyboard().press("Tab");
		assertThat(DialogPage.button(page, "Log in")).isFocused();
		page.keyboard().press("Enter");
		page.keyboard().press("Tab");
		assertThat(DialogPage.button(page, "Cancel")).isFocused();
		page.keyboard().press("Space");

		assertThat(page.evaluate("log")).isEqualTo(List.of("login", "cancel"));
	}

	@Test
	void tabNeverReachesThePageBehind() {
		Page page = open();
		page.evaluate("document.addEventListener('focusin', ({ target }) => log.push(target.localName), true)");
		page.evaluate(DialogPage.ASK);

		for (int i = 0; i < 6; i++) {
			page.keyboard().press("Tab");
		}

		assertThat(page.evaluate("[...new Set(log)]")).isEqualTo(List.of("session-expiry"));
	}

	@Test
	void pageWhenDialogIsClosedThenTabReachesIt() {
		Page page = open();
		page.evaluate(DialogPage.ASK);
		page.keyboard().press("Escape");

		page.keyboard().press("Tab");

		assertThat(page.getByLabel("Note")).isFocused();
	}

	@Test
	void dialogWhenItOpensWhileTypingThenKeysPressNothing() {
		Page page = open();
		page.getByLabel("Note").focus();
		page.evaluate(DialogPage.ASK);

		page.keyboard().type("a b\nc");

		assertThat(page.evaluate("log")).isEqualTo(List.of());
		assertThat(DialogPage.dialog(page)).isVisible();
		assertThat(page.getByLabel("Note")).hasValue("Tuesday");
	}

	/**
	 * Nothing is asked of the page until the end: for the browser, evaluate() is a click,
	 * and that is what a page needs to prevent that Escape closes a dialog.
	 */
	@Test
	void escapeWhenNobodyHasClickedThenCancelsOnceEachTimeAndLeavesTheDialogOfThePage() {
		this.server.page("/unattended", "<script type=\"module\" src=\"/unattended.js\"></script>");
		this.server.on("/unattended.js",
				StubServer.Answer.status(200).header("Content-Type", "text/javascript").body("""
						import { createDialog } from '/session-expiry/session-expiry-dialog.js';
						const theirs = document.createElement('dialog');
						document.body.append(theirs);
						theirs.showModal();
						window.log = [];
						const ask = () => {
							dialog.ask({ changes: 0, loginUrl: '/log-in' });
							fetch('/asked');
						};
						const dialog = createDialog({
							onLogin() {},
							onCancel: () => {
								log.push('cancel');
								setTimeout(ask);
							},
						});
						ask();
						"""));
		Page page = this.browser.open(this.server.url("/unattended"));

		for (int asked = 1; asked <= 3; asked++) {
			int times = asked;
			page.waitForCondition(() -> this.server.requests("/asked").size() == times);
			page.keyboard().press("Escape");
		}
		page.waitForCondition(() -> this.server.requests("/asked").size() == 4);

		assertThat(page.evaluate("log")).isEqualTo(List.of("cancel", "cancel", "cancel"));
		assertThat(page.locator("body > dialog")).isVisible();
	}

	@ParameterizedTest
	@ValueSource(strings = { "requestClose", "close" })
	void dialogWhenClosedByTheBrowserThenCancelsOnce(String method) {
		Page page = open();
		page.evaluate(DialogPage.ASK);

		DialogPage.dialog(page).evaluate("(element, method) => element[method]()", method);

		page.waitForCondition(() -> page.evaluate("log.length").equals(1));
		assertThat(DialogPage.dialog(page)).hasCount(0);
		page.evaluate("new Promise((resolve) => setTimeout(resolve))");
		assertThat(page.evaluate("log")).isEqualTo(List.of("cancel"));
	}

	@Test
	void closeThenFocusAndSelectionAreBack() {
		Page page = open();
		page.getByLabel("Note").evaluate("(element) => (element.focus(), element.setSelectionRange(2, 4))");
		page.evaluate(DialogPage.ASK);
		assertThat(page.getByLabel("Note")).not().isFocused();

		page.evaluate("dialog.close()");

		page.keyboard().type("X");
		assertThat(page.getByLabel("Note")).hasValue("TuXday");
	}

	@Test
	void closeWhenFocusWasInEditableElementThenCaretIsBack() {
		Page page = open();
		page.evaluate("""
				() => {
					const editor = document.createElement('p');
					editor.contentEditable = 'true';
					editor.textContent = 'Tuesday';
					document.body.append(editor);
					editor.focus();
					getSelection().collapse(editor.firstChild, 3);
				}
				""");
		page.evaluate(DialogPage.ASK);
		page.keyboard().press("Tab");

		page.keyboard().press("Escape");

		page.keyboard().type("X");
		assertThat(page.locator("p[contenteditable]")).hasText("TueXsday");
	}

	@Test
	void closeWhenFocusWasInComponentThenItIsBack() {
		Page page = open();
		page.evaluate("""
				() => {
					const component = document.createElement('my-component');
					component.attachShadow({ mode: 'open' }).append(document.createElement('input'));
					document.body.append(component);
					component.shadowRoot.firstChild.focus();
				}
				""");
		page.evaluate(DialogPage.ASK);

		page.keyboard().press("Escape");

		assertThat(page.locator("my-component input")).isFocused();
	}

	@Test
	void shortcutsOfThePageWhenInDialogThenSilent() {
		Page page = open();
		page.evaluate("""
				() => ['keydown', 'keyup', 'click', 'pointerdown', 'focusin']
					.forEach((type) => document.addEventListener(type, () => log.push(type)))
				""");
		page.evaluate(DialogPage.ASK);
		page.keyboard().press("j");
		DialogPage.button(page, "Log in").click();
		assertThat(page.evaluate("log")).isEqualTo(List.of("login"));

		page.evaluate("dialog.close(), log.length = 0");
		page.keyboard().press("j");
		page.getByLabel("Note").click();

		assertThat(page.evaluate("log")).isEqualTo(List.of("keydown", "keyup", "pointerdown", "focusin", "click"));
	}

	@Test
	void pageWhenItHasModalDialogThenOursIsAboveAndTheirsStays() {
		Page page = open();
		page.evaluate("""
				() => {
					const modal = document.createElement('dialog');
					modal.id = 'theirs';
					modal.append(document.createElement('input'));
					modal.addEventListener('cancel', () => log.push('their cancel'));
					document.body.append(modal);
					modal.showModal();
				}
				""");
		Locator field = page.locator("#theirs input");
		assertThat(field).isFocused();
		page.evaluate(DialogPage.ASK);
		page.keyboard().press("Tab");
		assertThat(DialogPage.button(page, "Log in")).isFocused();

		page.keyboard().press("Escape");

		assertThat(page.evaluate("log")).isEqualTo(List.of("cancel"));
		assertThat(page.locator("#theirs")).isVisible();
		assertThat(field).isFocused();
		page.keyboard().press("Escape");
		assertThat(page.locator("#theirs")).isHidden();
		assertThat(page.evaluate("log")).isEqualTo(List.of("cancel", "their cancel"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "auto", "manual" })
	void pageWhenItHasPopoverThenItIsThereAfterwards(String type) {
		Page page = open();
		page.evaluate("""
				(type) => {
					const popover = document.createElement('div');
					popover.popover = type;
					popover.append(document.createElement('input'));
					document.body.append(popover);
					popover.showPopover();
					popover.firstChild.focus();
				}
				""", type);
		page.evaluate(DialogPage.ASK);
		page.keyboard().press("Tab");
		assertThat(DialogPage.button(page, "Log in")).isFocused();

		page.keyboard().press("Escape");

		assertThat(page.locator("[popover]")).isVisible();
		assertThat(page.locator("[popover] input")).isFocused();
	}

	@Test
	void pageWhenItHidesItsPopoverThenItStaysHidden() {
		Page page = open();
		page.evaluate("""
				() => {
					const popover = document.createElement('div');
					popover.popover = 'manual';
					popover.textContent = 'Saved';
					document.body.append(popover);
					popover.showPopover();
				}
				""");
		page.evaluate(DialogPage.ASK);
		page.evaluate("document.querySelector('[popover]').hidePopover()");

		page.keyboard().press("Escape");

		assertThat(page.locator("[popover]")).isHidden();
	}

	@Test
	void noticeWhenPageHasSomethingOnTopThenAboveIt() {
		Page page = open();
		page.evaluate("""
				() => {
					const overlay = document.createElement('div');
					Object.assign(overlay.style, { position: 'fixed', inset: 0, width: '100%', height: '100%' });
					overlay.popover = 'manual';
					document.body.append(overlay);
					overlay.showPopover();
				}
				""");

		page.evaluate("dialog.notice()");

		DialogPage.button(page, "Log in here").click();
		assertThat(page.evaluate("log")).isEqualTo(List.of("login"));
	}

	private Page open() {
		return DialogPage.open(this.browser, this.server);
	}

}
