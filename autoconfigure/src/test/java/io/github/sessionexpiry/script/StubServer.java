package io.github.sessionexpiry.script;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import jakarta.servlet.ServletException;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import io.github.sessionexpiry.endpoint.ScriptFilter;
import io.github.sessionexpiry.web.SessionExpirySettings;

import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

/**
 * A server that serves the script as it is shipped and answers as a test tells it to. It
 * remembers what it was asked.
 */
final class StubServer implements BeforeEachCallback, AfterEachCallback {

	static final String SCRIPT = "/session-expiry/session-expiry.js";

	/** The login endpoint; like 204 for any navigation, the answer leaves the page. */
	static final String LOGIN = "/session-expiry/login";

	/** A page whose script goes to the login. */
	static final String PAGE = "/shop/page";

	/** A page whose script asks in a dialog. */
	static final String DIALOG_PAGE = "/shop/dialog";

	/** The same page without the script. */
	static final String PLAIN_PAGE = "/shop/plain";

	static final String STATUS = "/session-expiry/status";

	/** Needs somebody to be logged in, and then answers as {@code /ok}. */
	static final String SAVE = "/save";

	static final String EXTEND = "/session-expiry/extend";

	private static final String CONFIGURED_LINE = "\nconst configured = {};\n";

	/** What is beside the script. */
	static final List<String> PARTS = List.of("session-expiry.js", "session-expiry.mjs", "session-expiry-login.js",
			"session-expiry-csrf.js", "session-expiry-tabs.js", "session-expiry-session.js",
			"session-expiry-passive.js", "session-expiry-renewal.js", "session-expiry-window.js",
			"session-expiry-watch.js", "session-expiry-forms.js", "session-expiry-dialog.js", "session-expiry-texts.js",
			"logged-in.js", "refresh-failed.js");

	private static final String CONTENT_SECURITY_POLICY = "default-src 'self'; require-trusted-types-for 'script'";

	private final Map<String, Handler> handlers = new ConcurrentHashMap<>();

	private final List<Received> received = new CopyOnWriteArrayList<>();

	private final CountDownLatch stopped = new CountDownLatch(1);

	private volatile boolean loggedIn;

	private ExecutorService executor;

	private HttpServer server;

	@Override
	public void beforeEach(ExtensionContext context) throws IOException {
		this.executor = Executors.newCachedThreadPool();
		this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		this.server.setExecutor(this.executor);
		this.server.createContext("/", this::handle);
		this.server.start();
		page(PAGE, script("data-mode=\"redirect\""));
		page(DIALOG_PAGE, script(""));
		page(PLAIN_PAGE, "");
		for (String part : PARTS) {
			script(part, served(part));
		}
		logOut();
		on(SAVE, (exchange) -> {
			answer((this.loggedIn) ? "/ok" : "/expired", exchange);
		});
		on(LOGIN, Answer.status(204));
		on("/ok", Answer.status(200).header("Content-Type", "application/json").body("{\"fine\":true}"));
		on("/denied", Answer.status(403).header("Content-Type", "application/json").body("{\"fine\":false}"));
		on("/expired",
				Answer.status(403)
					.header("login_url", LOGIN + "?continue=%2Freferer")
					.header("Content-Type", "application/problem+json")
					.body("{\"code\":\"LOGIN_REQUIRED\"}"));
		on("/never", (exchange) -> await(this.stopped));
	}

	@Override
	public void afterEach(ExtensionContext context) {
		this.stopped.countDown();
		this.server.stop(0);
		this.executor.shutdownNow();
	}

	/**
	 * Adds a page.
	 * @param path the path of the page
	 * @param head the HTML in its head
	 */
	void page(String path, String head) {
		page(path, head, CONTENT_SECURITY_POLICY);
	}

	void page(String path, String head, String contentSecurityPolicy) {
		on(path, Answer.status(200)
			.header("Content-Type", "text/html;charset=UTF-8")
			.header("Content-Security-Policy", contentSecurityPolicy)
			.body("<!doctype html><html lang=\"en\"><head><title>Page</title>" + head + "</head><body></body></html>"));
	}

	/**
	 * Configures the script the way the application does.
	 * @param configured the JavaScript object that differs from the defaults
	 */
	void configure(String configured) {
		String script = served("session-expiry.js");
		int line = script.indexOf(CONFIGURED_LINE);
		if (line == -1 || line != script.lastIndexOf(CONFIGURED_LINE)) {
			throw new IllegalStateException("Exactly one line must be " + CONFIGURED_LINE);
		}
		script("session-expiry.js", script.replace(CONFIGURED_LINE, "\nconst configured = " + configured + ";\n"));
	}

	/**
	 * A part of the script.
	 * @param name the name of its file
	 * @return the text as the application sends it
	 */
	static String served(String name) {
		MockHttpServletRequest request = new MockHttpServletRequest("GET", "/session-expiry/" + name);
		request.setServletPath(request.getRequestURI());
		MockHttpServletResponse response = new MockHttpServletResponse();
		try {
			new ScriptFilter(SessionExpirySettings.DEFAULTS).doFilter(request, response, new MockFilterChain());
			return response.getContentAsString();
		}
		catch (IOException | ServletException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private void script(String name, String script) {
		on("/session-expiry/" + name,
				Answer.status(200).header("Content-Type", "text/javascript;charset=UTF-8").body(script));
	}

	/**
	 * Tag of the script.
	 * @param attributes the attributes of the tag
	 * @return the HTML
	 */
	static String script(String attributes) {
		return "<script " + attributes + " src=\"" + SCRIPT + "\"></script>";
	}

	void on(String path, Handler handler) {
		this.handlers.put(path, handler);
	}

	/**
	 * Lets somebody be logged in.
	 * @param user the id of the user
	 */
	void logIn(String user) {
		logIn(user, 1800, 1800);
	}

	/**
	 * Lets somebody be logged in.
	 * @param user the id of the user
	 * @param left the seconds that are left
	 * @param extended the seconds that are left when the session is extended
	 */
	void logIn(String user, int left, int extended) {
		String session = "{\"authenticated\":true,\"expires_in\":%d,\"max_inactive\":1800,\"user\":\"" + user + '"';
		on(STATUS, Answer.json(200, session.formatted(left) + '}'));
		on(EXTEND, Answer.json(200, session.formatted(extended)
				+ ",\"csrf\":{\"header_name\":\"X-CSRF-TOKEN\",\"parameter_name\":\"_csrf\",\"token\":\"new\"}}"));
		this.loggedIn = true;
	}

	/**
	 * Ends the session.
	 */
	void logOut() {
		this.loggedIn = false;
		on(STATUS, Answer.json(200, "{\"authenticated\":false,\"login_url\":\"" + LOGIN + "\"}"));
		on(EXTEND, Answer.json(403, "{\"code\":\"LOGIN_REQUIRED\",\"login_url\":\"" + LOGIN + "\"}"));
	}

	/**
	 * Answers a path as another one.
	 * @param path the path to answer
	 * @param target the path that knows the answer
	 */
	void alias(String path, String target) {
		on(path, (exchange) -> answer(target, exchange));
	}

	/**
	 * Answers as for another path.
	 * @param target the path that knows the answer
	 * @param exchange the request to answer
	 */
	void answer(String target, HttpExchange exchange) throws IOException {
		this.handlers.get(target).handle(exchange);
	}

	/**
	 * Answers in two pieces, the second of which waits until {@code path + "/next"} is
	 * asked for.
	 * @param path the path to answer
	 * @param answer the status and the headers of the answer; its body is the first piece
	 * @param rest the second piece
	 */
	void stream(String path, Answer answer, String rest) {
		CountDownLatch next = new CountDownLatch(1);
		on(path, (exchange) -> {
			answer.headers.forEach(exchange.getResponseHeaders()::set);
			exchange.sendResponseHeaders(answer.status, 0);
			exchange.getResponseBody().write(answer.body.getBytes(StandardCharsets.UTF_8));
			exchange.getResponseBody().flush();
			await(next);
			exchange.getResponseBody().write(rest.getBytes(StandardCharsets.UTF_8));
		});
		on(path + "/next", (exchange) -> {
			next.countDown();
			exchange.sendResponseHeaders(204, -1);
		});
	}

	/**
	 * URL on an origin that browsers trust although it is plain http.
	 * @param path the path
	 * @return the URL
	 */
	String url(String path) {
		return url("localhost", path);
	}

	String url(String host, String path) {
		return "http://" + host + ":" + this.server.getAddress().getPort() + path;
	}

	/**
	 * Requests that have been received for a path.
	 * @param path the path, without a query
	 * @return the requests, oldest first
	 */
	List<Received> requests(String path) {
		return this.received.stream().filter((request) -> request.path().equals(path)).toList();
	}

	/**
	 * All requests that have been received.
	 * @return the requests, oldest first
	 */
	List<Received> requests() {
		return this.received;
	}

	/**
	 * URLs to which a page was sent to log in.
	 * @return the paths with the query
	 */
	List<String> logins() {
		return requests(LOGIN).stream().map(Received::target).toList();
	}

	private void handle(HttpExchange exchange) throws IOException {
		try (exchange) {
			byte[] body = exchange.getRequestBody().readAllBytes();
			String path = exchange.getRequestURI().getPath();
			this.received.add(new Received(exchange.getRequestMethod(), path, exchange.getRequestURI().toString(),
					exchange.getRequestHeaders(), new String(body, StandardCharsets.UTF_8)));
			// A handler may read it as well
			exchange.setStreams(new ByteArrayInputStream(body), null);
			this.handlers.getOrDefault(path, Answer.status(404)).handle(exchange);
		}
	}

	static void await(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	interface Handler {

		void handle(HttpExchange exchange) throws IOException;

	}

	record Received(String method, String path, String target, Headers headers, String body) {

		String header(String name) {
			List<String> values = this.headers.get(name);
			return (values != null) ? String.join(", ", values) : null;
		}

	}

	record Answer(int status, Map<String, String> headers, String body) implements Handler {

		static Answer status(int status) {
			return new Answer(status, Map.of(), "");
		}

		/**
		 * The form of the login-required answer for clients that read plain text.
		 * @param body the body
		 * @return the answer
		 */
		static Answer text(String body) {
			return status(403).header("Content-Type", "text/plain;charset=UTF-8").body(body);
		}

		static Answer json(int status, String body) {
			return status(status).header("Content-Type", "application/json").body(body);
		}

		static Answer redirect(String location) {
			return status(302).header("Location", location);
		}

		Answer header(String name, String value) {
			Map<String, String> headers = new LinkedHashMap<>(this.headers);
			headers.put(name, value);
			return new Answer(this.status, headers, this.body);
		}

		/**
		 * Lets a page of another origin read the answer.
		 * @param exposed the names of the headers that it may read
		 * @return the answer
		 */
		Answer cors(String exposed) {
			return header("Access-Control-Allow-Origin", "*").header("Access-Control-Expose-Headers", exposed);
		}

		Answer body(String body) {
			return new Answer(this.status, this.headers, body);
		}

		@Override
		public void handle(HttpExchange exchange) throws IOException {
			this.headers.forEach(exchange.getResponseHeaders()::set);
			byte[] bytes = this.body.getBytes(StandardCharsets.UTF_8);
			boolean head = exchange.getRequestMethod().equals("HEAD");
			if (head) {
				exchange.getResponseHeaders().set("Content-Length", String.valueOf(bytes.length));
			}
			exchange.sendResponseHeaders(this.status, (head || bytes.length == 0) ? -1 : bytes.length);
			if (!head) {
				exchange.getResponseBody().write(bytes);
			}
		}

	}

}
