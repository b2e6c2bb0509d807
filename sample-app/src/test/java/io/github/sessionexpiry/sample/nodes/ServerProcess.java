package io.github.sessionexpiry.sample.nodes;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * A server in a process of its own, which listens on a port of this machine.
 */
final class ServerProcess implements AutoCloseable {

	private final int port;

	private final Process process;

	private ServerProcess(int port, Process process) {
		this.port = port;
		this.process = process;
	}

	static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
	}

	/**
	 * Starts a server and waits until it accepts connections.
	 */
	static ServerProcess start(int port, List<String> command) throws IOException {
		Path output = Files.createTempFile("server", ".log");
		Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile()).start();
		ServerProcess server = new ServerProcess(port, process);
		try {
			Awaitility.await().atMost(Duration.ofMinutes(2)).until(() -> !process.isAlive() || server.accepts());
			if (!process.isAlive()) {
				throw new IllegalStateException(command + " ended: " + Files.readString(output));
			}
			return server;
		}
		catch (ConditionTimeoutException ex) {
			server.close();
			throw new IllegalStateException(command + " did not start: " + Files.readString(output), ex);
		}
		finally {
			output.toFile().deleteOnExit();
		}
	}

	private boolean accepts() {
		try (Socket socket = new Socket("localhost", this.port)) {
			return socket.isConnected();
		}
		catch (IOException ex) {
			return false;
		}
	}

	int port() {
		return this.port;
	}

	@Override
	public void close() {
		this.process.destroy();
		try {
			this.process.waitFor();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
