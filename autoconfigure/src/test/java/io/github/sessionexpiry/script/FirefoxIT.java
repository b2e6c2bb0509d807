package io.github.sessionexpiry.script;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

import com.sun.net.httpserver.HttpExchange;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

import io.github.sessionexpiry.script.StubServer.Answer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Forms and clock in Firefox, which Playwright drives only in a build of its own. The
 * tests are in {@code src/test/javascript} and run in a process of their own, which tells
 * the server here how to answer by requests below {@code /control}. The environment
 * variable {@code FIREFOX_BIN} names another Firefox than Debian's.
 */
class FirefoxIT {

	private static final Path DRIVER = Path.of("node_modules/puppeteer-core");

	private static final long LONGEST_MINUTES = 4;

	private static final JsonMapper JSON = JsonMapper.shared();

	@RegisterExtension
	final StubServer server = new StubServer();

	/** Of the processes, with the profile of the browser. */
	@TempDir
	Path home;

	@BeforeEach
	void setUp() {
		control("answer", Setting.class, (setting) -> this.server.on(setting.path(), setting.answer()));
		control("log-in", Login.class, this::logIn);
		control("log-out", Object.class, (nothing) -> this.server.logOut());
		control("break-status", Object.class, (nothing) -> this.server.on(StubServer.STATUS, HttpExchange::close));
		this.server.on("/control/requests",
				(exchange) -> Answer.json(200, JSON.writeValueAsString(this.server.requests())).handle(exchange));
	}

	@ParameterizedTest
	@ValueSource(strings = { "firefox-forms.mjs", "firefox-clock.mjs" })
	void testsInJavaScriptThenPass(String file) throws IOException, InterruptedException {
		assertThat(DRIVER).withFailMessage("The driver of Firefox is missing: run 'npm ci' in autoconfigure")
			.isDirectory();
		Path output = this.home.resolve("output.txt");
		ProcessBuilder builder = new ProcessBuilder("node", "--test-reporter=spec", "src/test/javascript/" + file,
				this.server.url(""))
			.redirectErrorStream(true)
			.redirectOutput(output.toFile());
		builder.environment().put("HOME", this.home.toString());
		builder.environment().put("TMPDIR", this.home.toString());
		Process node = builder.start();
		try {
			boolean ended = node.waitFor(LONGEST_MINUTES, TimeUnit.MINUTES);

			assertThat(ended && node.exitValue() == 0)
				.withFailMessage(() -> ((ended) ? "Failed:\n" : "Not done in time:\n") + read(output))
				.isTrue();
		}
		finally {
			end(node);
		}
	}

	/**
	 * Ends a process and those that it has started.
	 */
	private static void end(Process process) {
		List<ProcessHandle> all = Stream.concat(process.descendants(), Stream.of(process.toHandle())).toList();
		all.forEach(ProcessHandle::destroyForcibly);
		all.forEach((handle) -> handle.onExit().join());
	}

	/**
	 * Logs somebody in, and out when the time is over. Whoever extends the session has
	 * half an hour.
	 */
	private void logIn(Login login) {
		Instant end = Instant.now().plusSeconds(login.left());
		this.server.logIn(login.user());
		this.server.on(StubServer.STATUS, (exchange) -> {
			int left = (int) Duration.between(Instant.now(), end).toSeconds();
			boolean alive = Instant.now().isBefore(end);
			Answer
				.json(200,
						alive ? "{\"authenticated\":true,\"expires_in\":%d,\"max_inactive\":1800,\"user\":\"%s\"}"
							.formatted(left, login.user())
								: "{\"authenticated\":false,\"login_url\":\"/session-expiry/login\"}")
				.handle(exchange);
		});
	}

	private <T> void control(String name, Class<T> type, Consumer<T> command) {
		this.server.on("/control/" + name, (exchange) -> {
			command.accept(JSON.readValue(exchange.getRequestBody(), type));
			Answer.json(200, "null").handle(exchange);
		});
	}

	private static String read(Path file) {
		try {
			return Files.readString(file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private record Setting(String path, Answer answer) {

	}

	private record Login(String user, int left) {

	}

}
