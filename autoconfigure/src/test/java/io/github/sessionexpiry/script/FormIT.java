package io.github.sessionexpiry.script;

import java.util.List;
import java.util.concurrent.CountDownLatch;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.FilePayload;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.sessionexpiry.script.StubServer.Answer;
import io.github.sessionexpiry.script.StubServer.Received;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Forms that the browser itself submits, HTML standard, "form submission algorithm".
 */
@Timeout(60)
class FormIT {

	private static final String FIELDS = """
			<input type="hidden" name="_csrf" value="old">
			<input name="text" value="a long text">
			<button name="do" value="save">Save</button>
			<button name="do" value="send" formaction="/other">Send</button>
			""";

	@RegisterExtension
	final StubServer server = new StubServer();

	@RegisterExtension
	final BrowserExtension browser = new BrowserExtension();

	@Test
	void submitWhenLoggedInThenGoes() {
		Page page = open("", "method=post action=/form", FIELDS);

		press(page, "Save");

		assertSent("/form", "_csrf=old&text=a+long+text&do=save");
	}

	@Test
	void submitWhenSessionHasEndedThenGoesAfterTheLoginWithTheNewToken() {
		Page page = open("", "method=post action=/form", FIELDS);
		page.evaluate("""
				() => {
					window.expired = [];
					document.addEventListener('session-expiry:expired', ({ detail }) => expired.push(detail.changes));
				}
				""");
		this.server.logOut();

		press(page, "Save");
		assertThat(dialog(page)).containsText("1 change is waiting");
		assertThat(this.server.requests("/form")).isEmpty();
		assertThat(page.locator("[name=text]")).hasValue("a long text");
		assertThat(page.evaluate("expired")).isEqualTo(List.of(1));
		logInAgain(page, "alice");

		assertSent("/form", "_csrf=new&text=a+long+text&do=save");
	}

	@Test
	void submitWhenButtonMakesItAPostThenGoesAfterTheLogin() {
		Page page = open("", "action=/form", "<button formmethod=POST>Save</button><input name=text value=typed>");
		this.server.logOut();

		press(page, "Save");
		dialog(page).waitFor();
		logInAgain(page, "alice");

		assertSent("/form", "text=typed");
	}

	@ParameterizedTest
	@ValueSource(strings = { "formmethod=get", "formaction=http://other.test/form", "formaction=/logout" })
	void submitWhenButtonMakesItNoConcernOfOursThenNobodyIsAsked(String attributes) {
		Page page = open("", "method=post action=/form target=inner",
				"<button " + attributes + ">Save</button><iframe name=inner></iframe>");
		this.server.logOut();
		int asked = this.server.requests(StubServer.STATUS).size();

		press(page, "Save");

		assertThat(page.evaluate("fetch('/ok').then(({ status }) => status)")).isEqualTo(200);
		assertThat(this.server.requests(StubServer.STATUS)).hasSize(asked);
	}

	@Test
	void submitWhenButtonHasAnActionOfItsOwnThenGoesThere() {
		Page page = open("", "method=post action=/form", FIELDS);
		this.server.logOut();

		press(page, "Send");
		dialog(page).waitFor();
		logInAgain(page, "alice");

		assertSent("/other", "_csrf=new&text=a+long+text&do=send");
		assertThat(this.server.requests("/form")).isEmpty();
	}

	@Test
	void submitWhenFormHasAFileThenFileGoesAlong() {
		Page page = open("", "method=post action=/form enctype=multipart/form-data",
				FIELDS + "<input type=file name=file>");
		page.locator("[name=file]")
			.setInputFiles(new FilePayload("fern.txt", "text/plain", "each leaflet is the whole fern".getBytes()));
		this.server.logOut();

		press(page, "Save");
		dialog(page).waitFor();
		logInAgain(page, "alice");

		assertThat(sent("/form").body()).contains("each leaflet is the whole fern", "filename=\"fern.txt\"", "new",
				"save");
	}

	@Test
	void submitWhenPageListensThenItsListenersRunOnce() {
		Page page = open("", "method=post action=/form", FIELDS);
		page.evaluate(
				"""
						() => {
							const form = document.querySelector('form');
							const note = (name) => () => sessionStorage.setItem('seen', `${sessionStorage.getItem('seen') ?? ''}${name} `);
							form.addEventListener('submit', note('submit'));
							document.addEventListener('submit', note('document'));
								}
						""");
		this.server.logOut();

		press(page, "Save");
		dialog(page).waitFor();
		logInAgain(page, "alice");

		sent("/form");
		page.waitForURL("**/form");
		assertThat(page.evaluate("sessionStorage.getItem('seen')")).isEqualTo("submit document ");
	}

	@Test
	void submitWhenPageDisablesItsButtonThenButtonIsStillSent() {
		Page page = open("", "method=post action=/form", FIELDS);
		page.evaluate("""
				() => {
					document.querySelector('form').addEventListener('submit', ({ submitter }) => {
						setTimeout(() => { submitter.disabled = true; });
					});
				}
				""");
		this.server.logOut();

		press(page, "Save");
		dialog(page).waitFor();
		logInAgain(page, "alice");

		assertSent("/form", "_csrf=new&text=a+long+text&do=save");
	}

	@Test
	void submitWhenPagePreventsItThenLeftAlone() {
		Page page = open("", "method=post action=/form", FIELDS);
		page.evaluate(
				"() => document.querySelector('form').addEventListener('submit', (event) => event.preventDefault())");
		this.server.logOut();
		int asked = this.server.requests(StubServer.STATUS).size();

		press(page, "Save");

		assertThat(page.evaluate("fetch('/ok').then(({ status }) => status)")).isEqualTo(200);
		assertThat(this.server.requests(StubServer.STATUS)).hasSize(asked);
		assertThat(this.server.requests("/form")).isEmpty();
	}

	@Test
	void submitWhenPressedTwiceThenSentOnce() {
		Page page = open("", "method=post action=/form target=inner", FIELDS);
		page.evaluate("() => document.body.append(Object.assign(document.createElement('iframe'), { name: 'inner' }))");
		CountDownLatch pressed = new CountDownLatch(1);
		this.server.on(StubServer.STATUS, (exchange) -> {
			StubServer.await(pressed);
			this.server.answer("/alive", exchange);
		});
		this.server.on("/alive", Answer.json(200, "{\"authenticated\":true,\"expires_in\":1800,\"user\":\"alice\"}"));

		press(page, "Save");
		press(page, "Save");
		pressed.countDown();

		assertSent("/form", "_csrf=old&text=a+long+text&do=save");
		press(page, "Send");
		assertSent("/other", "_csrf=old&text=a+long+text&do=send");
		assertThat(this.server.requests("/form")).hasSize(1);
	}

	@Test
	void submitWhenPageDisablesItsFieldsThenAllIsStillSent() {
		Page page = open("", "method=post action=/form target=inner", "<fieldset>" + FIELDS
				+ "<textarea name=more>more</textarea><input name=never disabled></fieldset><input name=last value=1><iframe name=inner></iframe>");
		page.evaluate("""
				() => {
					document.querySelector('form').addEventListener('submit', () => setTimeout(() => {
						for (const element of document.querySelectorAll('fieldset, textarea, [name=last]')) {
							element.disabled = true;
						}
						window.isDisabled = true;
					}));
				}
				""");
		this.server.logOut();

		press(page, "Save");
		dialog(page).waitFor();
		assertThat(page.evaluate("isDisabled")).isEqualTo(true);
		Object disabled = page.evaluate("document.querySelectorAll(':disabled').length");
		logInAgain(page, "alice");

		assertSent("/form", "_csrf=new&text=a+long+text&do=save&more=more&last=1");
		assertThat(page.evaluate("document.querySelectorAll(':disabled').length")).isEqualTo(disabled);
	}

	@Test
	void submitWhenButtonNoLongerBelongsToTheFormThenGoesWithoutIt() {
		Page page = open("", "method=post action=/form target=inner", FIELDS);
		page.evaluate("() => document.body.append(Object.assign(document.createElement('iframe'), { name: 'inner' }))");
		this.server.logOut();

		press(page, "Save");
		dialog(page).waitFor();
		page.evaluate("() => document.body.append(document.querySelector('button'))");
		logInAgain(page, "alice");

		assertSent("/form", "_csrf=new&text=a+long+text");
		assertThat(page.evaluate("fetch('/save').then(({ status }) => status)")).isEqualTo(200);
	}

	/**
	 * Turbo listens at the window: by a capturing listener that puts the other one last.
	 */
	@ParameterizedTest
	@CsvSource({ "early, plain", "early, last", "late, plain", "late, last" })
	void submitWhenPageListensAtTheWindowThenItHasTheLastWord(String when, String how) {
		String script = """
				const send = (event) => {
					if (!event.defaultPrevented) {
						event.preventDefault();
						fetch('/form', { method: 'POST', body: 'by script' });
					}
				};
				const listen = () => {
					window.removeEventListener('submit', send);
					window.addEventListener('submit', send);
				};
				""" + (how.equals("last") ? "window.addEventListener('submit', listen, true);" : "listen();");
		if (when.equals("early")) {
			this.browser.addInitScript(script);
		}
		Page page = open("", "method=post action=/form", FIELDS);
		if (when.equals("late")) {
			page.evaluate("() => { " + script + " }");
		}
		int asked = this.server.requests(StubServer.STATUS).size();

		press(page, "Save");

		press(page, "Save");

		Awaitility.await().until(() -> this.server.requests("/form").size() == 2);
		assertThat(this.server.requests("/form")).extracting(Received::body).containsExactly("by script", "by script");
		assertThat(page.evaluate("fetch('/ok').then(({ status }) => status)")).isEqualTo(200);
		assertThat(this.server.requests(StubServer.STATUS)).hasSize(asked);
	}

	@Test
	void submitWhenEventIsThePagesOwnThenNothingIsSent() {
		Page page = open("", "method=post action=/form", FIELDS);
		int asked = this.server.requests(StubServer.STATUS).size();

		Object proceed = page.evaluate("""
				() => document.querySelector('form').dispatchEvent(
						new SubmitEvent('submit', { bubbles: true, cancelable: true }))
				""");

		assertThat(proceed).isEqualTo(true);
		assertThat(page.evaluate("fetch('/ok').then(({ status }) => status)")).isEqualTo(200);
		assertThat(this.server.requests(StubServer.STATUS)).hasSize(asked);
		assertThat(this.server.requests("/form")).isEmpty();
	}

	@Test
	void submitWhenLoginIsCancelledThenFormStaysAndCanBeSentAgain() {
		Page page = open("", "method=post action=/form", FIELDS);
		this.server.logOut();
		press(page, "Save");
		dialog(page).waitFor();

		page.keyboard().press("Escape");
		assertThat(dialog(page)).hasCount(0);
		assertThat(page.locator("[name=text]")).hasValue("a long text");
		press(page, "Save");
		dialog(page).waitFor();
		logInAgain(page, "alice");

		assertSent("/form", "_csrf=new&text=a+long+text&do=save");
	}

	@Test
	void submitWhenAnotherUserHasLoggedInThenNotSent() {
		Page page = open("", "method=post action=/form", FIELDS);
		this.server.logIn("bob");

		press(page, "Save");

		assertThat(page.getByText("Another user is logged in")).isVisible();
		assertThat(this.server.requests("/form")).isEmpty();
	}

	@Test
	void submitWhenServerDoesNotSayThenGoes() {
		Page page = open("", "method=post action=/form", FIELDS);
		this.server.on(StubServer.STATUS, Answer.status(503));

		press(page, "Save");

		assertSent("/form", "_csrf=old&text=a+long+text&do=save");
	}

	@Test
	void submitWhenServerTakesTooLongThenGoes() {
		Page page = open("", "method=post action=/form", FIELDS);
		this.server.alias(StubServer.STATUS, "/never");

		press(page, "Save");

		assertSent("/form", "_csrf=old&text=a+long+text&do=save");
	}

	@ParameterizedTest
	@ValueSource(strings = { "method=get action=/form", "action=/form", "method=post action=http://other.test/form",
			"method=post action=/logout", "method=post action=/form data-forms=off", "method=dialog action=/form" })
	void submitWhenFormIsNoConcernOfOursThenNobodyIsAsked(String attributes) {
		Page page = open("", attributes, FIELDS);
		this.server.logOut();
		int asked = this.server.requests(StubServer.STATUS).size();
		page.evaluate("""
				() => document.addEventListener('submit', () => {
					// After the script, which puts itself last before
					window.addEventListener('submit', (event) => {
						window.prevented = event.defaultPrevented;
						event.preventDefault();
					});
				})
				""");

		press(page, "Save");

		assertThat(page.evaluate("prevented")).isEqualTo(false);
		assertThat(this.server.requests(StubServer.STATUS)).hasSize(asked);
	}

	@ParameterizedTest
	@ValueSource(strings = { "data-forms=off", "data-mode=redirect", "data-replay=safe" })
	void submitWhenPageDoesNotWantItThenGoes(String attributes) {
		Page page = open(attributes, "method=post action=/form", FIELDS);
		this.server.logOut();

		press(page, "Save");

		assertSent("/form", "_csrf=old&text=a+long+text&do=save");
	}

	@Test
	void submitWhenReplayIsUnknownThenWaitsAsByDefault() {
		Page page = open("data-replay=safely", "method=post action=/form", FIELDS);
		this.server.logOut();

		press(page, "Save");

		assertThat(dialog(page)).containsText("1 change is waiting");
		assertThat(this.server.requests("/form")).isEmpty();
	}

	@Test
	void submitWhenPageIsNobodysThenGoes() {
		this.server.page("/form", "");
		this.server.page("/login",
				StubServer.script("") + "</head><body><form method=post action=/form>" + FIELDS + "</form>");
		Page page = this.browser.open(this.server.url("/login"));
		Awaitility.await().until(() -> this.server.requests(StubServer.STATUS).size() == 1);
		page.evaluate("sessionExpiry.status().then(() => true)");

		press(page, "Save");

		assertSent("/form", "_csrf=old&text=a+long+text&do=save");
	}

	@Test
	void submitWhenPageIsNobodysAndThatIsNotKnownYetThenGoes() {
		CountDownLatch pressed = new CountDownLatch(1);
		this.server.on(StubServer.STATUS, (exchange) -> {
			StubServer.await(pressed);
			Answer.json(200, "{\"authenticated\":false,\"login_url\":\"/login\"}").handle(exchange);
		});
		this.server.page("/form", "");
		this.server.page("/login",
				StubServer.script("") + "</head><body><form method=post action=/form>" + FIELDS + "</form>");
		Page page = this.browser.open(this.server.url("/login"));
		Awaitility.await().until(() -> !this.server.requests(StubServer.STATUS).isEmpty());

		press(page, "Save");
		pressed.countDown();

		assertSent("/form", "_csrf=old&text=a+long+text&do=save");
	}

	@Test
	void submitWhenFieldsHaveTheNamesOfPropertiesThenGoesAfterTheLogin() {
		Page page = open("", "method=post action=/form",
				"<input name=action><input name=method><input name=requestSubmit><input name=dataset>" + FIELDS);
		this.server.logOut();

		press(page, "Save");
		dialog(page).waitFor();
		logInAgain(page, "alice");

		assertThat(sent("/form").body()).contains("_csrf=new").contains("do=save");
	}

	@Test
	void submitWhenTargetIsAFrameThenGoesThere() {
		Page page = open("", "method=post action=/form target=inner", FIELDS);
		page.evaluate("() => document.body.append(Object.assign(document.createElement('iframe'), { name: 'inner' }))");
		this.server.logOut();

		press(page, "Save");
		dialog(page).waitFor();
		logInAgain(page, "alice");

		assertSent("/form", "_csrf=new&text=a+long+text&do=save");
		assertThat(page).hasURL(this.server.url("/shop/form"));
	}

	@Test
	void stopThenFormsGo() {
		Page page = open("", "method=post action=/form", FIELDS);
		this.server.logOut();
		page.evaluate("sessionExpiry.stop()");

		press(page, "Save");

		assertSent("/form", "_csrf=old&text=a+long+text&do=save");
	}

	@Test
	void stopWhenAFormWaitsForAnAnswerThenItGoes() {
		Page page = open("", "method=post action=/form", FIELDS);
		CountDownLatch stopped = new CountDownLatch(1);
		this.server.on(StubServer.STATUS, (exchange) -> {
			StubServer.await(stopped);
			Answer.json(200, "{\"authenticated\":false,\"login_url\":\"/login\"}").handle(exchange);
		});

		press(page, "Save");
		page.evaluate("sessionExpiry.stop()");
		stopped.countDown();

		assertSent("/form", "_csrf=old&text=a+long+text&do=save");
	}

	/**
	 * Opens a page of alice with a form.
	 */
	private Page open(String scriptAttributes, String formAttributes, String fields) {
		this.server.logIn("alice");
		for (String path : List.of("/form", "/other")) {
			this.server.page(path, "");
		}
		this.server.page("/shop/form", StubServer.script(scriptAttributes) + "</head><body><form " + formAttributes
				+ ">" + fields + "</form>");
		Page page = this.browser.open(this.server.url("/shop/form"));
		// The script by itself
		Awaitility.await().until(() -> this.server.requests(StubServer.STATUS).size() == 1);
		page.evaluate("sessionExpiry.status().then(() => true)");
		return page;
	}

	private static void press(Page page, String button) {
		page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(button).setExact(true)).click();
	}

	private void logInAgain(Page page, String user) {
		this.server.logIn(user);
		page.evaluate("() => new BroadcastChannel('session-expiry').postMessage({ type: 'logged-in' })");
	}

	private void assertSent(String path, String body) {
		assertThat(sent(path).body()).isEqualTo(body);
	}

	private Received sent(String path) {
		Awaitility.await().until(() -> !this.server.requests(path).isEmpty());
		assertThat(this.server.requests(path)).hasSize(1);
		return this.server.requests(path).get(0);
	}

	private static Locator dialog(Page page) {
		return page.getByRole(AriaRole.DIALOG);
	}

}
