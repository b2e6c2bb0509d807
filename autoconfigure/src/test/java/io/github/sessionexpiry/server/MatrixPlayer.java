package io.github.sessionexpiry.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.github.sessionexpiry.server.MatrixSetup.Csrf;
import jakarta.servlet.http.HttpSession;
import org.apache.catalina.Context;
import org.apache.catalina.Session;

import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.util.Assert;

/**
 * Sends the requests of the matrix to one server.
 */
final class MatrixPlayer {

	private static final String SAVED_REQUEST = "SPRING_SECURITY_SAVED_REQUEST";

	private final MatrixSetup setup;

	private final TestServer server;

	private final Map<MatrixState, Possessions> possessions = new HashMap<>();

	MatrixPlayer(MatrixSetup setup, TestServer server) {
		this.setup = setup;
		this.server = server;
	}

	MatrixAnswer play(MatrixCell cell) {
		// The first request of a replaced session ends it
		Possessions possessions = (cell.state() == MatrixState.REPLACED) ? possessions(cell.state())
				: this.possessions.computeIfAbsent(cell.state(), this::possessions);
		Browser browser = browser(possessions);
		forgetSavedRequest(browser);
		String[] headers = headers(cell, possessions);
		String path = this.setup.path(cell.state());
		MatrixAnswer answer = (cell.method() == MatrixMethod.WEB_SOCKET) ? upgrade(browser, path, headers)
				: send(browser, cell.method().method(), path, headers);
		if (cell.state().isSessionAlive()) {
			answer.sessionId()
				.ifPresent((id) -> this.possessions.put(cell.state(), possessions.with("JSESSIONID", id)));
		}
		return answer;
	}

	/**
	 * Returns whether the next request in this state finds what the last one found.
	 */
	boolean isUndisturbed(MatrixState state) {
		boolean loggedIn = state.isLoggedIn() && state.isSessionAlive();
		return !loggedIn || isLoggedIn(browser(this.possessions.get(state)));
	}

	private Browser browser(Possessions possessions) {
		Browser browser = this.server.browser();
		browser.cookies().putAll(possessions.cookies());
		return browser;
	}

	private static boolean isLoggedIn(Browser browser) {
		return browser.send("GET", "/page", Requests.PAGE).body().equals("secured");
	}

	private Possessions possessions(MatrixState state) {
		Browser browser = this.server.browser();
		return switch (state) {
			case NEVER, PUBLIC -> possessions(browser, visit(browser)).without("JSESSIONID");
			case VISITOR -> possessions(browser, visit(browser));
			case LIVE, UNAUTHORIZED, PUBLIC_LIVE -> possessions(browser, logIn(browser));
			case REPLACED -> {
				Possessions replaced = possessions(browser, logIn(browser));
				logIn(this.server.browser());
				yield replaced;
			}
			case DEAD, PUBLIC_DEAD -> dead(browser).without("remember-me");
			case REMEMBERED -> dead(browser);
		};
	}

	private Possessions possessions(Browser browser, String token) {
		return new Possessions(Map.copyOf(browser.cookies()),
				(this.setup.csrf() == Csrf.COOKIE) ? browser.cookies().get("XSRF-TOKEN") : token);
	}

	private Possessions dead(Browser browser) {
		Possessions dead = possessions(browser, logIn(browser));
		browser.expireSession();
		return dead;
	}

	private String visit(Browser browser) {
		return this.setup.states().contains(MatrixState.PUBLIC) ? form(browser)
				: browser.formToken(this.setup.loginPage()).orElseThrow();
	}

	private String logIn(Browser browser) {
		if (this.setup.loginPage() != null) {
			browser.logIn(this.setup.loginPage());
		}
		else {
			browser.send("GET", "/public/log-in", Requests.PAGE);
		}
		Assert.state(isLoggedIn(browser), "Not logged in");
		return form(browser);
	}

	private static String form(Browser browser) {
		HttpResponse<String> form = browser.send("GET", "/public/form", Requests.PAGE);
		Assert.state(form.statusCode() == 200, () -> "No form, but " + form);
		return form.body();
	}

	private String[] headers(MatrixCell cell, Possessions possessions) {
		List<String> headers = new ArrayList<>(List.of(cell.client().headers()));
		headers.addAll(List.of(this.setup.headers()));
		String site = this.setup.isCrossOrigin() ? MatrixSetup.PARTNER : this.setup.origin(this.server);
		if (this.setup.isCrossOrigin()) {
			replace(headers, "Sec-Fetch-Site", "cross-site");
		}
		if (cell.client().sendsReferer()) {
			headers.addAll(List.of("Referer", site + this.setup.contextPath() + "/page?tab=2"));
		}
		if (cell.method() == MatrixMethod.PREFLIGHT) {
			replace(headers, "Origin", site);
			headers.addAll(List.of("Access-Control-Request-Method", "PUT"));
		}
		if (cell.method() == MatrixMethod.WEB_SOCKET) {
			replace(headers, "Sec-Fetch-Mode", "websocket");
			replace(headers, "Origin", site);
		}
		if (cell.method().isWithToken()) {
			headers.addAll(
					List.of((this.setup.csrf() == Csrf.COOKIE) ? "X-XSRF-TOKEN" : "X-CSRF-TOKEN", possessions.token()));
		}
		return headers.toArray(String[]::new);
	}

	private static void replace(List<String> headers, String name, String value) {
		int index = headers.indexOf(name);
		if (index >= 0) {
			headers.set(index + 1, value);
		}
		else if (name.equals("Origin")) {
			headers.addAll(List.of(name, value));
		}
	}

	private MatrixAnswer send(Browser browser, String method, String path, String[] headers) {
		HttpResponse<String> response = browser.send(method, path, headers);
		return MatrixAnswer.of(response.statusCode(), response.headers().map(), response.body(),
				this.setup.origin(this.server), isRequestSaved(browser));
	}

	/*
	 * The HTTP client of the JDK would not send these headers.
	 */
	private MatrixAnswer upgrade(Browser browser, String path, String[] headers) {
		URI target = this.server.request("GET", path).build().uri();
		StringBuilder request = new StringBuilder("GET ").append(target.getPath())
			.append(" HTTP/1.1\r\nHost: ")
			.append(target.getAuthority())
			.append("\r\nConnection: close, Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n")
			.append("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n");
		for (int i = 0; i < headers.length; i += 2) {
			request.append(headers[i]).append(": ").append(headers[i + 1]).append("\r\n");
		}
		browser.cookies()
			.forEach((name, value) -> request.append("Cookie: ").append(name).append('=').append(value).append("\r\n"));
		try (Socket socket = new Socket(target.getHost(), target.getPort())) {
			socket.getOutputStream().write(request.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
			return parse(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8), browser);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private MatrixAnswer parse(String response, Browser browser) {
		int headEnd = response.indexOf("\r\n\r\n");
		String[] head = response.substring(0, headEnd).split("\r\n");
		Map<String, List<String>> headers = new HashMap<>();
		for (int i = 1; i < head.length; i++) {
			String[] header = head[i].split(": ?", 2);
			headers.computeIfAbsent(header[0], (name) -> new ArrayList<>()).add(header[1]);
		}
		return MatrixAnswer.of(Integer.parseInt(head[0].split(" ")[1]), headers, response.substring(headEnd + 4),
				this.setup.origin(this.server), isRequestSaved(browser));
	}

	private void forgetSavedRequest(Browser browser) {
		HttpSession session = session(browser);
		if (session != null) {
			session.removeAttribute(SAVED_REQUEST);
		}
	}

	private boolean isRequestSaved(Browser browser) {
		HttpSession session = session(browser);
		return session != null && session.getAttribute(SAVED_REQUEST) != null;
	}

	private HttpSession session(Browser browser) {
		Context context = (Context) ((TomcatWebServer) this.server.context().getWebServer()).getTomcat()
			.getHost()
			.findChildren()[0];
		String id = browser.cookies().get("JSESSIONID");
		try {
			Session session = (id != null) ? context.getManager().findSession(id) : null;
			return (session != null) ? session.getSession() : null;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * What the browser has from earlier.
	 *
	 * @param cookies its cookies
	 * @param token the CSRF token of the page
	 */
	private record Possessions(Map<String, String> cookies, String token) {

		Possessions with(String cookie, String value) {
			Map<String, String> all = new HashMap<>(this.cookies);
			all.put(cookie, value);
			return new Possessions(all, this.token);
		}

		Possessions without(String cookie) {
			Map<String, String> rest = new HashMap<>(this.cookies);
			rest.remove(cookie);
			return new Possessions(rest, this.token);
		}

	}

}
