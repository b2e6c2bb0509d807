package io.github.sessionexpiry.server;

import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Pages and API clients: every byte as without the starter.
 */
class UnchangedAnswersTests {

	private static final Map<String, Class<?>> SETUPS = new TreeMap<>(
			Map.of("Boot's default", Setups.BootDefault.class, "form login", Setups.FormLogin.class,
					"custom login page", Setups.CustomLoginPage.class, "HTTP Basic", Setups.HttpBasic.class));

	private static final Map<String, TestServer> WITH = new TreeMap<>();

	private static final Map<String, TestServer> WITHOUT = new TreeMap<>();

	private static final Map<TestServer, Browser> LOGGED_IN = new HashMap<>();

	@BeforeAll
	static void start() {
		SETUPS.forEach((name, setup) -> {
			WITH.put(name, TestServer.start(setup));
			WITHOUT.put(name, TestServer.start(setup, "session-expiry.enabled=false"));
		});
	}

	@AfterAll
	static void stop() {
		Stream.of(WITH, WITHOUT).flatMap((servers) -> servers.values().stream()).forEach(TestServer::close);
	}

	@ParameterizedTest(name = "{0}: {1} {2} by {3}, {5}")
	@MethodSource("requests")
	void answerIsTheSame(String setup, String method, String path, String client, String[] headers, State state) {
		String with = dump(WITH.get(setup), state, method, path, headers);
		String without = dump(WITHOUT.get(setup), state, method, path, headers);
		assertThat(with).isEqualTo(without);
	}

	static Stream<Arguments> requests() {
		return SETUPS.keySet()
			.stream()
			.flatMap((setup) -> Stream.of("GET", "HEAD", "POST", "PUT", "OPTIONS")
				.flatMap((method) -> Stream.of("/page", "/public/hello", "/public/broken", "/nowhere")
					.flatMap((path) -> clients().flatMap((client) -> Stream.of(State.values())
						.filter((state) -> isTheirs(setup, method, client, state))
						.map((state) -> arguments(setup, method, path, client.name(), client.headers(), state))))));
	}

	/*
	 * Not theirs: what the contract changes. A page's form that was posted without its
	 * session is sent to log in, a session id makes curl look like a script, and the page
	 * of somebody who is logged in is told how long the session lasts.
	 */
	private static boolean isTheirs(String setup, String method, Client client, State state) {
		boolean unsafe = method.equals("POST") || method.equals("PUT");
		boolean hasLogin = !setup.equals("HTTP Basic");
		return switch (client.name()) {
			case "page" -> state == State.LOGGED_IN || !unsafe || !hasLogin;
			case "curl" -> state == State.NEVER_LOGGED_IN;
			default -> true;
		};
	}

	private static Stream<Client> clients() {
		return Stream.of(new Client("page", Requests.PAGE), new Client("curl", Requests.CURL),
				new Client("Basic client", Requests.with(Requests.CURL, "Authorization", "Basic YWxpY2U6cGFzc3dvcmQ=")),
				new Client("Bearer client",
						Requests.with(Requests.FETCH, "Authorization", "Bearer x", "Accept", "application/json")));
	}

	private static String dump(TestServer server, State state, String method, String path, String[] headers) {
		HttpResponse<String> response = browser(server, state).send(method, path, headers);
		StringBuilder dump = new StringBuilder().append(response.statusCode()).append('\n');
		response.headers().map().forEach((name, values) -> {
			if (!isTold(name, server, state, headers)) {
				dump.append(name).append(": ").append(values).append('\n');
			}
		});
		dump.append(response.body());
		return dump.toString()
			.replace(server.origin(), "<origin>")
			.replaceAll("(?i)(JSESSIONID=)\\w+", "$1<id>")
			.replaceAll("date: \\[[^]]+]", "date: <date>")
			.replaceAll("\"timestamp\":\"[^\"]+\"|(?<=id='created'>)[^<]+", "<time>")
			.replaceAll("(name=\"_csrf\" type=\"hidden\" value=\")[^\"]+", "$1<token>");
	}

	private static boolean isTold(String header, TestServer server, State state, String[] headers) {
		boolean hasLogin = server != WITH.get("HTTP Basic");
		return header.equals("server-timing") && hasLogin && state == State.LOGGED_IN && headers == Requests.PAGE;
	}

	private static Browser browser(TestServer server, State state) {
		if (state == State.LOGGED_IN) {
			return LOGGED_IN.computeIfAbsent(server, (key) -> {
				Browser browser = key.browser();
				browser.logInAsSetUp();
				return browser;
			});
		}
		Browser browser = server.browser();
		if (state == State.EXPIRED) {
			browser.setCookie("JSESSIONID", "0123456789ABCDEF0123456789ABCDEF");
		}
		return browser;
	}

	private record Client(String name, String[] headers) {
	}

	enum State {

		NEVER_LOGGED_IN, EXPIRED, LOGGED_IN

	}

}
