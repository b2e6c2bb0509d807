package io.github.sessionexpiry.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;

/**
 * A {@code fetch} that nobody is logged in for, over a connection to Tomcat that is kept:
 * our answer, Spring Security's shortest one, and its default, which is a redirect and
 * the login page that the browser fetches next. What the connection itself takes is in
 * all of them.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class RejectedRequest {

	private Connection withStarter;

	private Connection withoutStarter;

	private Connection unauthorized;

	@Setup
	public void start() throws IOException {
		this.withStarter = new Connection(Application.FormLogin.class, true);
		this.withoutStarter = new Connection(Application.FormLogin.class, false);
		this.unauthorized = new Connection(Application.Unauthorized.class, false);
	}

	@TearDown
	public void stop() throws IOException {
		this.withStarter.close();
		this.withoutStarter.close();
		this.unauthorized.close();
	}

	@Benchmark
	public int loginRequired() throws IOException {
		return this.withStarter.fetch("/orders/5", "403");
	}

	@Benchmark
	public int httpStatusEntryPoint() throws IOException {
		return this.unauthorized.fetch("/orders/5", "401");
	}

	@Benchmark
	public int redirectAndLoginPage() throws IOException {
		return this.withoutStarter.fetch("/orders/5", "302") + this.withoutStarter.fetch("/login", "200");
	}

	/**
	 * A connection to an application of its own.
	 */
	private static final class Connection implements AutoCloseable {

		private static final String HEADERS = """
				Host: localhost
				Accept: */*
				Accept-Encoding: gzip, deflate, br
				Sec-Fetch-Dest: empty
				Sec-Fetch-Mode: cors
				Sec-Fetch-Site: same-origin
				Referer: http://localhost/orders

				""".replace("\n", "\r\n");

		private final byte[] buffer = new byte[16384];

		private final ServletWebServerApplicationContext context;

		private final Socket socket;

		Connection(Class<?> chain, boolean starter) throws IOException {
			this.context = Application.start(chain, starter);
			this.socket = new Socket("localhost", this.context.getWebServer().getPort());
			this.socket.setTcpNoDelay(true);
		}

		int fetch(String path, String status) throws IOException {
			this.socket.getOutputStream()
				.write(("GET " + path + " HTTP/1.1\r\n" + HEADERS).getBytes(StandardCharsets.ISO_8859_1));
			String answer = "";
			int length = 0;
			while (!isWhole(answer)) {
				length += read(length);
				answer = new String(this.buffer, 0, length, StandardCharsets.ISO_8859_1);
			}
			if (!answer.startsWith(status, 9)) {
				throw new IllegalStateException("Answered " + answer);
			}
			return length;
		}

		private int read(int offset) throws IOException {
			InputStream input = this.socket.getInputStream();
			int count = input.read(this.buffer, offset, this.buffer.length - offset);
			if (count < 0) {
				throw new IllegalStateException("Tomcat has closed the connection");
			}
			return count;
		}

		private static boolean isWhole(String answer) {
			int end = answer.indexOf("\r\n\r\n");
			int length = answer.indexOf("Content-Length: ");
			return end > 0 && answer.length() == end + 4
					+ Integer.parseInt(answer.substring(length + 16, answer.indexOf('\r', length)));
		}

		@Override
		public void close() throws IOException {
			this.socket.close();
			this.context.close();
		}

	}

}
