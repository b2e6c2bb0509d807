package io.github.sessionexpiry.server;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.github.sessionexpiry.web.ClientKind;
import io.github.sessionexpiry.web.LoginRequiredEvent;
import io.github.sessionexpiry.web.LoginRequiredReason;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.event.EventListener;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What an application is told when a user has to log in, over Tomcat.
 */
class LoginRequiredEventTests {

	private static TestServer server;

	private static BlockingQueue<Told> told;

	@BeforeAll
	static void start() {
		server = TestServer.start(Listening.class);
		told = server.context().getBean(Listener.class).told;
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@BeforeEach
	void forget() {
		told.clear();
	}

	@Test
	void getWhenScriptAndSessionExpiredThenTells() throws Exception {
		Browser browser = server.browser();
		browser.logIn();
		browser.expireSession();
		browser.send("GET", "/api/orders", Requests.FETCH);
		assertToldOnly(new Told("/api/orders", LoginRequiredReason.SESSION_EXPIRED, ClientKind.FETCH));
	}

	@Test
	void getWhenScriptAndLoggedInThenTellsNothing() throws Exception {
		Browser browser = server.browser();
		browser.logIn();
		assertThat(browser.send("GET", "/api/orders", Requests.FETCH).statusCode()).isEqualTo(200);
		assertThat(browser.send("GET", "/admin/users", Requests.FETCH).statusCode()).isEqualTo(403);
		assertThat(browser.send("POST", "/api/orders", Requests.FETCH).statusCode()).isEqualTo(403);
		assertNothingTold();
	}

	@ParameterizedTest
	@CsvSource({ "HX-Request, true, HTMX", "X-Requested-With, XMLHttpRequest, XML_HTTP_REQUEST",
			"Accept, text/event-stream, EVENT_SOURCE" })
	void getWhenLibraryThenTellsWhich(String name, String value, ClientKind client) throws Exception {
		server.browser().send("GET", "/api/orders", name, value);
		assertToldOnly(new Told("/api/orders", LoginRequiredReason.LOGIN_REQUIRED, client));
	}

	@Test
	void getWhenPageOrApiClientThenTellsNothing() throws Exception {
		assertThat(server.browser().send("GET", "/page", Requests.PAGE).statusCode()).isEqualTo(302);
		assertThat(server.browser().send("GET", "/page", Requests.CURL).statusCode()).isEqualTo(302);
		assertNothingTold();
	}

	@Test
	void getWhenPublicThenTellsNothing() throws Exception {
		assertThat(server.browser().send("GET", "/public/hello", Requests.FETCH).statusCode()).isEqualTo(200);
		assertThat(server.browser().send("GET", "/public/broken", Requests.FETCH).statusCode()).isEqualTo(409);
		assertNothingTold();
	}

	@Test
	void postWhenScriptAndCsrfTokenGoneWithSessionThenTells() throws Exception {
		Browser browser = server.browser();
		browser.logIn();
		browser.expireSession();
		browser.send("POST", "/api/orders", Requests.FETCH);
		assertToldOnly(new Told("/api/orders", LoginRequiredReason.SESSION_EXPIRED, ClientKind.FETCH));
	}

	@Test
	void postWhenPageAndCsrfTokenGoneWithSessionThenTells() throws Exception {
		Browser browser = server.browser();
		browser.logIn();
		browser.expireSession();
		assertThat(browser.send("POST", "/page", Requests.PAGE).statusCode()).isEqualTo(302);
		assertToldOnly(new Told("/page", LoginRequiredReason.SESSION_EXPIRED, ClientKind.PAGE));
	}

	@Test
	void postWhenPageAndCsrfTokenWrongInLiveSessionThenTellsNothing() throws Exception {
		Browser browser = server.browser();
		browser.logIn();
		assertThat(browser.send("POST", "/page", Requests.PAGE).statusCode()).isEqualTo(403);
		assertNothingTold();
	}

	@Test
	void extendWhenSessionExpiredThenTellsNothing() throws Exception {
		Browser browser = server.browser();
		browser.logIn();
		browser.expireSession();
		assertThat(
				browser.send("POST", "/session-expiry/extend", Requests.FETCH).headers().firstValue("Session-Expiry"))
			.hasValue("session_expired");
		assertNothingTold();
	}

	@Test
	void getWhenSessionReplacedThenTells() throws Exception {
		try (TestServer oneSession = TestServer.start(ListeningInOneSession.class)) {
			Browser first = oneSession.browser();
			first.logIn();
			oneSession.browser().logIn();
			first.send("GET", "/api/orders", Requests.FETCH);
			assertThat(oneSession.context().getBean(Listener.class).told.poll(5, TimeUnit.SECONDS))
				.isEqualTo(new Told("/api/orders", LoginRequiredReason.SESSION_REPLACED, ClientKind.FETCH));
		}
	}

	private static void assertToldOnly(Told expected) throws InterruptedException {
		assertThat(told.poll(5, TimeUnit.SECONDS)).isEqualTo(expected);
		assertNothingTold();
	}

	/*
	 * Not before the next event is it certain that there was none.
	 */
	private static void assertNothingTold() throws InterruptedException {
		server.browser().send("GET", "/page", "Turbo-Frame", "next");
		assertThat(told.poll(5, TimeUnit.SECONDS))
			.isEqualTo(new Told("/page", LoginRequiredReason.LOGIN_REQUIRED, ClientKind.TURBO));
		assertThat(told).isEmpty();
	}

	record Told(String path, LoginRequiredReason reason, ClientKind client) {
	}

	@Configuration(proxyBeanMethods = false)
	@Import({ Setups.FormLogin.class, Listener.class })
	static class Listening {

	}

	@Configuration(proxyBeanMethods = false)
	@Import({ Setups.OneSession.class, Listener.class })
	static class ListeningInOneSession {

	}

	static class Listener {

		final BlockingQueue<Told> told = new LinkedBlockingQueue<>();

		@EventListener
		void onLoginRequired(LoginRequiredEvent event) {
			this.told.add(new Told(event.getRequest().getRequestURI(), event.getReason(), event.getClient()));
		}

	}

}
