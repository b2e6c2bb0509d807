package io.github.sessionexpiry.sample.nodes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.springframework.util.FileSystemUtils;

/**
 * Two instances of the sample, as it is packaged, behind an nginx that sends them
 * requests in turn.
 */
final class Cluster implements AutoCloseable {

	private final List<ServerProcess> nodes = new ArrayList<>();

	private final ServerProcess proxy;

	private final Path directory;

	Cluster(String... properties) throws IOException {
		this.directory = Files.createTempDirectory("cluster");
		for (int i = 0; i < 2; i++) {
			this.nodes.add(startNode(properties));
		}
		this.proxy = startProxy();
	}

	private static ServerProcess startNode(String... properties) throws IOException {
		int port = ServerProcess.freePort();
		List<String> command = new ArrayList<>(
				List.of(ProcessHandle.current().info().command().orElse("java"), "-XX:TieredStopAtLevel=1", "-Xmx256m",
						"-jar", jar().toString(), "--server.port=" + port, "--server.address=127.0.0.1"));
		command.addAll(List.of(properties));
		return ServerProcess.start(port, command);
	}

	private static Path jar() throws IOException {
		try (Stream<Path> files = Files.list(Path.of("target"))) {
			return files.filter((file) -> file.toString().endsWith(".jar")).findFirst().orElseThrow();
		}
	}

	private ServerProcess startProxy() throws IOException {
		int port = ServerProcess.freePort();
		Path configuration = this.directory.resolve("nginx.conf");
		Files.writeString(configuration, """
				daemon off;
				worker_processes 1;
				pid %1$s/nginx.pid;
				error_log stderr;
				events {
				}
				http {
				  access_log off;
				  client_body_temp_path %1$s/body;
				  proxy_temp_path %1$s/proxy;
				  fastcgi_temp_path %1$s/fastcgi;
				  uwsgi_temp_path %1$s/uwsgi;
				  scgi_temp_path %1$s/scgi;
				  upstream nodes {
				    server 127.0.0.1:%3$d;
				    server 127.0.0.1:%4$d;
				  }
				  server {
				    listen 127.0.0.1:%2$d;
				    location / {
				      proxy_pass http://nodes;
				      proxy_set_header Host $http_host;
				    }
				  }
				}
				""".formatted(this.directory, port, node(0).port(), node(1).port()));
		return ServerProcess.start(port,
				List.of("nginx", "-p", this.directory.toString(), "-c", configuration.toString()));
	}

	ServerProcess node(int index) {
		return this.nodes.get(index);
	}

	String origin() {
		return "http://localhost:" + this.proxy.port();
	}

	String origin(int node) {
		return "http://localhost:" + node(node).port();
	}

	@Override
	public void close() throws IOException {
		this.proxy.close();
		this.nodes.forEach(ServerProcess::close);
		FileSystemUtils.deleteRecursively(this.directory);
	}

}
