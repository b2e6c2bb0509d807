package io.github.sessionexpiry.script;

import java.util.List;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.WaitForSelectorState;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.sessionexpiry.script.StubServer.Answer;
import io.github.sessionexpiry.script.StubServer.Received;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * From the first login-required answer to the end of the login.
 */
@Timeout(60)
class LoginIT {

	/** Writes down the events of the script. */
	private static final String LISTEN = """
			window.events = [];
			for (const name of ['expired', 'restored', 'released', 'error']) {
				document.addEventListener(`session-expiry:${name}`, ({ detail }) => events.push({ name, ...detail }));
			}
			window.names = () => events.map(({ name, reason }) => reason ? `${name} ${reason}` : name);
			""";

	private static final String SAVE = """
			() => {
				window.answer = fetch('/save', { method: 'POST', body: 'draft' }).then(({ status }) => status);
			}
			""";

	/** The end of a login, as the application has it. */
	private static final String LOGGED_IN = "<script src=\"/session-expiry/logged-in.js\"></script>";

	@RegisterExtension
	final StubServer server = new StubServer();

	@RegisterExtension
	final BrowserExtension browser = new BrowserExtension();

	@BeforeEach
	void setUp() {
		this.server.page(StubServer.LOGIN, "");
	}

	@Test
	void requestWhenSomebodyIsLoggedInAgainThenSentOnceMoreWithoutADialog() {
		Page page = expired("");
		this.server.logIn("alice");
		this.server.on(StubServer.SAVE, (exchange) -> {
			boolean first = this.server.requests(StubServer.SAVE).size() == 1;
			this.server.answer((first) ? "/expired" : "/ok", exchange);
		});

		page.evaluate(SAVE);

		assertThat(page.evaluate("answer")).isEqualTo(200);
		assertThat(page.evaluate("names()")).isEqualTo(List.of("restored"));
		assertThat(dialog(page).count()).isZero();
	}

	@Test
	void requestWhenUserIsRememberedThenSentOnceMoreWithoutADialog() {
		Page page = expired("");
		this.server.on(StubServer.EXTEND, (exchange) -> {
			this.server.logIn("alice");
			this.server.answer(StubServer.EXTEND, exchange);
		});

		page.evaluate(SAVE);

		assertThat(page.evaluate("answer")).isEqualTo(200);
		assertThat(page.evaluate("names()")).isEqualTo(List.of("restored"));
	}

	@Test
	void requestWhenStatusIsNotKnownThenAsked() {
		Page page = expired("");
		this.server.on(StubServer.STATUS, Answer.status(503));

		page.evaluate(SAVE);

		dialog(page).waitFor();
	}

	@ParameterizedTest
	@ValueSource(ints = { 500, 502, 503, 401 })
	void requestWhenServerFailsThenPageGetsTheAnswer(int status) {
		Page page = expired("");
		this.server.on("/fails", Answer.status(status).header("Content-Type", "text/html").body("<h1>Proxy</h1>"));

		assertThat(page.evaluate("fetch('/fails').then(({ status }) => status)")).isEqualTo(status);
		assertThat(page.evaluate("names()")).isEqualTo(List.of());
	}

	@Test
	void requestWhenNetworkFailsThenPageGetsTheError() {
		Page page = expired("");

		assertThat(page.evaluate("fetch('http://localhost:1/').catch(({ name }) => name)")).isEqualTo("TypeError");
		assertThat(page.evaluate("names()")).isEqualTo(List.of());
	}

	@Test
	void logInWhenClickedThenWindowClosesAndPageStaysAsItWas() {
		this.server.page("/end", LOGGED_IN);
		Page page = expired("");
		page.evaluate(
				"() => { document.body.append(Object.assign(document.createElement('input'), { value: 'typed' })); }");
		page.evaluate(SAVE);

		Page window = logInWindow(page);
		assertThat(window.url()).isEqualTo(this.server.url(StubServer.LOGIN));
		this.server.logIn("alice");
		navigate(window, "/end");

		assertThat(page.evaluate("answer")).isEqualTo(200);
		page.waitForCondition(window::isClosed);
		assertThat(page.evaluate("document.querySelector('input').value")).isEqualTo("typed");
		assertThat(this.server.requests(StubServer.SAVE)).hasSize(2);
		assertThat(page.evaluate("violations")).isEqualTo(List.of());
	}

	@Test
	void logInWhenApplicationGoesSomewhereElseThenWindowClosesAsWell() {
		this.server.page("/home", StubServer.script(""));
		Page page = expired("");
		page.evaluate(SAVE);

		Page window = logInWindow(page);
		this.server.logIn("alice");
		navigate(window, "/home");

		assertThat(page.evaluate("answer")).isEqualTo(200);
		page.waitForCondition(window::isClosed);
	}

	@Test
	void logInWhenWindowHasLostItsOpenerThenReportsBackNevertheless() {
		this.server.on(StubServer.LOGIN,
				Answer.status(200)
					.header("Content-Type", "text/html")
					.header("Cross-Origin-Opener-Policy", "same-origin")
					.body("login"));
		this.server.page("/home", StubServer.script(""));
		Page page = expired("");
		page.evaluate(SAVE);

		Page window = logInWindow(page);
		assertThat(window.evaluate("opener")).isNull();
		this.server.logIn("alice");
		navigate(window, "/home");

		assertThat(page.evaluate("answer")).isEqualTo(200);
	}

	@Test
	void pageInLoginWindowWhenItNeedsALoginThenNothingIsHeldInIt() {
		this.server.page(StubServer.LOGIN, StubServer.script(""));
		Page page = expired("");
		page.evaluate(SAVE);

		Page window = logInWindow(page);

		assertThat(window.evaluate("fetch('/expired').then(({ status }) => status)")).isEqualTo(403);
		assertThat(window.isClosed()).isFalse();
	}

	@Test
	void pageInAnyOtherWindowWhenSomebodyIsLoggedInThenStaysOpen() {
		this.server.logIn("alice");
		Page page = open("");

		page.evaluate("sessionExpiry.status().then(() => true)");

		assertThat(page.isClosed()).isFalse();
	}

	@Test
	void logInWhenWindowIsClosedWithoutLoginThenCanBeOpenedAgain() {
		Page page = expired("");
		page.evaluate(SAVE);
		Page window = logInWindow(page);
		button(page, "Show login window").waitFor();

		window.close();

		button(page, "Log in").waitFor();
		assertThat(logInWindow(page).url()).isEqualTo(this.server.url(StubServer.LOGIN));
	}

	@Test
	void logInWhenWindowIsBlockedThenLinks() {
		Page page = expired("");
		page.evaluate("() => { window.open = () => null; }");
		page.evaluate(SAVE);

		button(page, "Log in").click();

		Locator link = page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Log in in a new tab"));
		assertThat(link.getAttribute("href")).endsWith(StubServer.LOGIN + "?continue=%2Flogin-it");
		assertThat(link.getAttribute("target")).isEqualTo("_blank");
	}

	@Test
	void logInWhenPageHasAnotherLoginUrlThenThatOne() {
		this.server.on("/expired", Answer.status(403).header("login_url", "/welcome?a=b"));
		this.server.page("/welcome", "");
		Page page = expired("");
		page.evaluate(SAVE);

		assertThat(logInWindow(page).url()).isEqualTo(this.server.url("/welcome?a=b"));
	}

	@Test
	void windowWhenItGetsTheFocusThenLooksForALogin() {
		Page page = expired("");
		page.evaluate(SAVE);
		dialog(page).waitFor();

		this.server.logIn("alice");
		page.evaluate("() => { window.dispatchEvent(new Event('focus')); }");

		assertThat(page.evaluate("answer")).isEqualTo(200);
	}

	@Test
	void cancelThenPageGetsTheServersAnswerAndPollsAreLeftAlone() {
		Page page = expired("");
		page.evaluate("""
				() => {
					window.answers = [fetch('/save', { method: 'POST' }), fetch('/save?poll')];
				}
				""");

		button(page, "Cancel").click();

		assertThat(page.evaluate("Promise.all(answers).then((all) => all.map(({ status }) => status))"))
			.isEqualTo(List.of(403, 403));
		assertThat(page.evaluate("names()")).isEqualTo(List.of("expired session_expired", "released cancelled"));
		assertThat(page.evaluate("fetch('/save?poll').then(({ status }) => status)")).isEqualTo(403);
		assertThat(dialog(page).count()).isZero();
		page.mouse().click(5, 5);
		page.evaluate("() => void fetch('/save?poll')");
		dialog(page).waitFor();
	}

	@Test
	void cancelWhenPageChangesSomethingThenAskedAgain() {
		Page page = expired("");
		page.evaluate(SAVE);
		dialog(page).waitFor();
		page.keyboard().press("Escape");
		dialog(page).waitFor(hidden());

		page.evaluate(SAVE);

		dialog(page).waitFor();
	}

	@Test
	void logInWhenAnotherUserThenNothingIsSentAndPageReloads() {
		Page page = expired("");
		page.evaluate(SAVE);
		dialog(page).waitFor();

		logInAgain(page, "bob");
		page.getByText("Another user is logged in").waitFor();

		assertThat(page.evaluate("answer")).isEqualTo(403);
		assertThat(page.evaluate("names()")).isEqualTo(List.of("expired session_expired", "released user-changed"));
		assertThat(this.server.requests(StubServer.SAVE)).hasSize(1);
		button(page, "Reload page").click();
		page.waitForCondition(() -> this.server.requests("/login-it").size() == 2);
	}

	@Test
	void logInWhenUserOfTheTagIsAnotherThenNothingIsSent() {
		Page page = open("data-user=\"alice\"");
		page.evaluate(SAVE);
		dialog(page).waitFor();

		logInAgain(page, "bob");

		assertThat(page.evaluate("answer")).isEqualTo(403);
		assertThat(this.server.requests(StubServer.SAVE)).hasSize(1);
	}

	@Test
	void logInWhenPageWasNobodysThenSent() {
		Page page = open("data-user");
		page.evaluate(SAVE);
		dialog(page).waitFor();

		logInAgain(page, "bob");

		assertThat(page.evaluate("answer")).isEqualTo(200);
		assertThat(this.server.requests(StubServer.SAVE).get(1).header("Session-Expiry-User")).isEqualTo("bob");
	}

	@Test
	void replayWhenServerSaysThatUserHasChangedThenPageReloads() {
		Page page = expired("");
		page.evaluate("""
				() => {
					window.answers = ['/save?1', '/save?2'].map((url) => fetch(url, { method: 'POST' }));
				}
				""");
		page.getByText("2 changes are waiting").waitFor();
		this.server.on(StubServer.SAVE, (exchange) -> {
			this.server.logIn("bob");
			Answer.json(409, "{\"code\":\"USER_CHANGED\"}").handle(exchange);
		});

		logInAgain(page, "alice");
		page.getByText("Another user is logged in").waitFor();

		assertThat(page.evaluate("Promise.all(answers).then((all) => all.map(({ status }) => status))"))
			.isEqualTo(List.of(409, 403));
	}

	@Test
	void replayWhenConflictInTheApplicationThenPageGetsIt() {
		Page page = expired("");
		page.evaluate("""
				() => {
					window.answers = ['/save?1', '/ok'].map((url) => fetch(url, { method: 'POST' }));
				}
				""");
		dialog(page).waitFor();
		this.server.on(StubServer.SAVE, Answer.status(409));

		logInAgain(page, "alice");

		assertThat(page.evaluate("Promise.all(answers).then((all) => all.map(({ status }) => status))"))
			.isEqualTo(List.of(409, 200));
		assertThat(page.evaluate("names()")).isEqualTo(List.of("expired session_expired", "restored"));
	}

	@Test
	void replayWhenNobodyKnowsWhosePageItIsThenOnlyWhatChangesNothing() {
		this.server.on(StubServer.STATUS, Answer.status(503));
		Page page = open("");
		page.evaluate("() => sessionExpiry.status().catch(() => true)");
		page.waitForCondition(() -> this.server.requests(StubServer.STATUS).size() == 2);
		page.evaluate("() => sessionExpiry.status().catch(() => true)");
		this.server.logOut();
		page.evaluate("""
				() => {
					window.answers = ['POST', 'GET'].map((method) => fetch(`/save?${method}`, { method }));
				}
				""");
		dialog(page).waitFor();

		logInAgain(page, "bob");

		assertThat(page.evaluate("Promise.all(answers).then((all) => all.map(({ status }) => status))"))
			.isEqualTo(List.of(403, 200));
		assertThat(this.server.requests(StubServer.SAVE)).extracting(Received::method)
			.containsExactlyInAnyOrder("POST", "GET", "GET");
	}

	@ParameterizedTest
	@ValueSource(strings = { "dialog", "redirect" })
	void replayWhenLoginIsRequiredAgainThenMessageAndNoLoop(String mode) {
		this.server.logIn("alice");
		Page page = open("data-mode=\"" + mode + "\"");

		page.evaluate("""
				() => {
					window.answers = [fetch('/expired', { method: 'POST' }), fetch('/expired?2', { method: 'POST' })];
				}
				""");
		page.getByRole(AriaRole.ALERTDIALOG).waitFor();

		assertThat(page.evaluate("Promise.all(answers).then((all) => all.map(({ status }) => status))"))
			.isEqualTo(List.of(403, 403));
		assertThat(page.getByRole(AriaRole.LINK).getAttribute("href")).endsWith("?continue=%2Flogin-it");
		assertThat(page.evaluate("fetch('/expired').then(({ status }) => status)")).isEqualTo(403);
		assertThat(this.server.requests("/expired")).extracting(Received::target).hasSizeBetween(3, 4);
	}

	@Test
	void redirectWhenPageComesBackAndStillNeedsALoginThenMessage() {
		this.server.page("/login-it", StubServer.script("data-mode=\"redirect\""));
		this.server.page(StubServer.LOGIN, "");
		Page page = this.browser.open(this.server.url("/login-it"));
		page.evaluate("() => void fetch('/expired')");
		page.waitForURL("**" + StubServer.LOGIN + "**");

		page.navigate(this.server.url("/login-it"));
		page.evaluate("() => { window.answer = fetch('/expired').then(({ status }) => status); }");

		page.getByRole(AriaRole.ALERTDIALOG).waitFor();
		assertThat(page.evaluate("answer")).isEqualTo(403);
	}

	@Test
	void redirectWhenUserStaysThenPageGetsTheServersAnswer() {
		Page page = expired("data-mode=\"redirect\"");
		page.mouse().click(5, 5);
		page.evaluate("() => { window.onbeforeunload = (event) => event.preventDefault(); }");
		page.onDialog((dialog) -> dialog.dismiss());

		page.evaluate(SAVE);

		assertThat(page.evaluate("answer")).isEqualTo(403);
		assertThat(page.evaluate("names()")).isEqualTo(List.of("expired session_expired", "released stayed"));
	}

	@Test
	void eventModeThenPageDecides() {
		Page page = expired("data-mode=\"event\"");

		page.evaluate(SAVE);
		page.waitForCondition(() -> page.evaluate("names()").equals(List.of("expired session_expired")));

		assertThat(dialog(page).count()).isZero();
		this.server.logIn("alice");
		assertThat(page.evaluate("sessionExpiry.status().then(({ user }) => user)")).isEqualTo("alice");
		assertThat(page.evaluate("answer")).isEqualTo(200);
	}

	@Test
	void expiredWhenPageTakesOverThenNoDialogAndItCanRelease() {
		Page page = expired("");
		page.evaluate("""
				() => {
					document.addEventListener('session-expiry:expired', (event) => {
						event.preventDefault();
						window.expired = event.detail;
					});
				}
				""");
		page.evaluate(SAVE);
		page.waitForCondition(() -> (Boolean) page.evaluate("'expired' in window"));
		assertThat(page.evaluate("[expired.reason, expired.requests, expired.changes]"))
			.isEqualTo(List.of("session_expired", 1, 1));
		assertThat(dialog(page).count()).isZero();

		page.evaluate("() => expired.release()");

		assertThat(page.evaluate("answer")).isEqualTo(403);
	}

	@Test
	void loginWhenCalledByThePageThenOpensTheWindow() {
		this.server.page("/end", LOGGED_IN);
		Page page = expired("data-mode=\"event\"");
		page.evaluate("() => { document.onclick = () => { window.session = sessionExpiry.login(); }; }");

		Page window = page.waitForPopup(() -> page.mouse().click(5, 5));
		this.server.logIn("alice");
		navigate(window, "/end");

		assertThat(page.evaluate("session.then(({ user }) => user)")).isEqualTo("alice");
	}

	@Test
	void extendThenTokenOfThePageIsNew() {
		this.server.logIn("alice");
		this.server.page("/login-it", StubServer.script("") + "<meta name=\"_csrf\" content=\"old\">");
		Page page = this.browser.open(this.server.url("/login-it"));

		assertThat(page.evaluate("sessionExpiry.extend().then(({ csrf }) => csrf.token)")).isEqualTo("new");
		assertThat(page.evaluate("document.querySelector('meta').content")).isEqualTo("new");
	}

	@Test
	void extendWhenNobodyIsLoggedInThenSaysSoAndUserIsAsked() {
		Page page = expired("");

		assertThat(page.evaluate("sessionExpiry.extend().then(({ authenticated }) => authenticated)")).isEqualTo(false);
		dialog(page).waitFor();
	}

	@Test
	void statusWhenServerCannotSayThenRejects() {
		Page page = expired("");
		this.server.on(StubServer.STATUS, Answer.status(503));

		assertThat(page.evaluate("sessionExpiry.status().catch(({ name }) => name)")).isNotEqualTo(true)
			.isInstanceOf(String.class);
	}

	@Test
	void requestWhenLoginModuleCannotBeLoadedThenPageGetsTheServersAnswer() {
		this.server.on("/session-expiry/session-expiry-login.js", Answer.status(500));
		this.server.page("/login-it", StubServer.script(""));
		this.browser.addInitScript(LISTEN);
		Page page = this.browser.open(this.server.url("/login-it"));

		page.evaluate(SAVE);

		assertThat(page.evaluate("answer")).isEqualTo(403);
		assertThat(page.evaluate("names()")).isEqualTo(List.of("error unavailable"));
	}

	@Test
	void requestWhenLoginIsRequiredLaterThenScriptIsThereWithoutTheNetwork() {
		Page page = expired("");
		this.server.on("/session-expiry/session-expiry-login.js", Answer.status(500));
		this.server.on("/session-expiry/session-expiry-dialog.js", Answer.status(500));

		page.evaluate(SAVE);

		dialog(page).waitFor();
	}

	@Test
	void stopWhenAskingThenDialogIsGoneAndPageGetsTheServersAnswer() {
		Page page = expired("");
		page.evaluate(SAVE);
		dialog(page).waitFor();

		page.evaluate("() => sessionExpiry.stop()");

		dialog(page).waitFor(hidden());
		assertThat(page.evaluate("answer")).isEqualTo(403);
	}

	@Test
	void moduleWhenImportedThenSameObjectAndOptionsOfMeta() {
		this.server.page("/login-it",
				"<meta name=\"session-expiry\" data-mode=\"event\" data-base=\"/session-expiry\">");
		Page page = this.browser.open(this.server.url("/login-it"));

		Object same = page.evaluate("""
				async () => {
					const { sessionExpiry } = await import('/session-expiry/session-expiry.mjs');
					document.addEventListener('session-expiry:expired', (event) => event.detail.release());
					const { status } = await fetch('/expired');
					return [sessionExpiry === window.sessionExpiry, status, document.querySelector('session-expiry')];
				}
				""");

		assertThat(same).asInstanceOf(InstanceOfAssertFactories.LIST).containsExactly(true, 403, null);
	}

	@Test
	void textWhenAttributeThenInTheDialog() {
		Page page = expired("data-text-session-expired-title=\"Time for a break\"");

		page.evaluate(SAVE);

		page.getByRole(AriaRole.DIALOG, new Page.GetByRoleOptions().setName("Time for a break")).waitFor();
	}

	private Page expired(String attributes) {
		this.server.logIn("alice");
		Page page = open(attributes);
		page.evaluate("sessionExpiry.status().then(() => true)");
		this.server.logOut();
		return page;
	}

	private Page open(String attributes) {
		this.server.page("/login-it", StubServer.script(attributes));
		this.browser.addInitScript(LISTEN);
		return this.browser.open(this.server.url("/login-it"));
	}

	private Page logInWindow(Page page) {
		return page.waitForPopup(() -> button(page, "Log in").click());
	}

	/** As the login does at its end. The window may be closed before it is loaded. */
	private void navigate(Page window, String path) {
		window.evaluate("(url) => { location.href = url; }", this.server.url(path));
	}

	private void logInAgain(Page page, String user) {
		this.server.logIn(user);
		page.evaluate("() => new BroadcastChannel('session-expiry').postMessage({ type: 'logged-in' })");
	}

	private static Locator dialog(Page page) {
		return page.getByRole(AriaRole.DIALOG);
	}

	private static Locator button(Page page, String name) {
		return page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
	}

	private static Locator.WaitForOptions hidden() {
		return new Locator.WaitForOptions().setState(WaitForSelectorState.HIDDEN);
	}

}
