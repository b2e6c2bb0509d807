package io.github.sessionexpiry.server;

import java.io.IOException;
import java.net.HttpCookie;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * As much of a browser as a test over HTTP needs: it keeps cookies and can log in.
 */
public final class Browser {

	private static final Pattern CSRF = Pattern.compile("name=\"_csrf\"[^>]*value=\"([^\"]+)\"");

	private final TestServer server;

	private final Map<String, String> cookies = new LinkedHashMap<>();

	Browser(TestServer server) {
		this.server = server;
	}

	/**
	 * Sends a request.
	 * @param headers name and value in turn
	 */
	public HttpResponse<String> send(String method, String path, String... headers) {
		return send(this.server.request(method, path), headers);
	}

	/**
	 * Posts a form.
	 * @param fields name and value in turn
	 */
	public HttpResponse<String> post(String path, String[] fields, String... headers) {
		StringBuilder body = new StringBuilder();
		for (int i = 0; i < fields.length; i += 2) {
			body.append((i > 0) ? "&" : "")
				.append(fields[i])
				.append('=')
				.append(URLEncoder.encode(fields[i + 1], StandardCharsets.UTF_8));
		}
		return post(path, "application/x-www-form-urlencoded", BodyPublishers.ofString(body.toString()), headers);
	}

	/**
	 * Posts whatever it is.
	 */
	HttpResponse<String> post(String path, String contentType, HttpRequest.BodyPublisher body, String... headers) {
		return send(this.server.request("POST", path).header("Content-Type", contentType).method("POST", body),
				headers);
	}

	private HttpResponse<String> send(HttpRequest.Builder request, String... headers) {
		if (headers.length > 0) {
			request.headers(headers);
		}
		if (!this.cookies.isEmpty()) {
			request.header("Cookie", cookieHeader());
		}
		HttpResponse<String> response = this.server.send(request);
		response.headers().allValues("Set-Cookie").forEach(this::keep);
		return response;
	}

	/**
	 * Sends a page request that no HTTP client would.
	 * @param methodAndTarget the request line without the protocol
	 * @return the answer, as it came
	 */
	public String sendRaw(String methodAndTarget) throws IOException {
		return sendRaw(methodAndTarget, "Accept: text/html\r\nCookie: " + cookieHeader());
	}

	/**
	 * Sends a request with a header that no HTTP client would.
	 * @param methodAndTarget the request line without the protocol
	 * @param header the header, as it goes over the wire
	 * @return the answer, as it came
	 */
	public String sendRaw(String methodAndTarget, String header) throws IOException {
		URI origin = URI.create(this.server.origin());
		try (Socket socket = new Socket(origin.getHost(), origin.getPort())) {
			socket.getOutputStream()
				.write((methodAndTarget + " HTTP/1.1\r\nHost: " + origin.getAuthority() + "\r\nConnection: close\r\n"
						+ header + "\r\n\r\n")
					.getBytes(StandardCharsets.ISO_8859_1));
			return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		}
	}

	private String cookieHeader() {
		return this.cookies.entrySet()
			.stream()
			.map((cookie) -> cookie.getKey() + "=" + cookie.getValue())
			.collect(Collectors.joining("; "));
	}

	private void keep(String header) {
		HttpCookie cookie = HttpCookie.parse(header).get(0);
		if (cookie.getMaxAge() == 0) {
			this.cookies.remove(cookie.getName());
		}
		else {
			this.cookies.put(cookie.getName(), cookie.getValue());
		}
	}

	/**
	 * Follows redirects within the application, as a navigation does.
	 * @return the path where they end
	 */
	public String navigate(String location) {
		String path = location;
		for (int i = 0; i < 10; i++) {
			String url = path.startsWith(this.server.origin()) ? path.substring(this.server.origin().length()) : path;
			Optional<String> next = send("GET", url, Requests.PAGE).headers().firstValue("Location");
			if (next.isEmpty()) {
				return url;
			}
			path = next.get();
		}
		throw new AssertionError("Redirected for ever, last to " + path);
	}

	/**
	 * Logs alice in by the application's login form.
	 */
	public HttpResponse<String> logIn() {
		return logIn("/login");
	}

	public HttpResponse<String> logIn(String loginPage) {
		return logIn(loginPage, "alice");
	}

	public HttpResponse<String> logIn(String loginPage, String user) {
		Optional<String> token = formToken(loginPage);
		String[] fields = { "username", user, "password", "password" };
		if (token.isPresent()) {
			fields = Arrays.copyOf(fields, 6);
			fields[4] = "_csrf";
			fields[5] = token.get();
		}
		return post(loginPage, fields, Requests.PAGE);
	}

	/**
	 * Returns the CSRF token in a form.
	 */
	public Optional<String> formToken(String page) {
		return CSRF.matcher(send("GET", page, Requests.PAGE).body())
			.results()
			.map((match) -> match.group(1))
			.findFirst();
	}

	/**
	 * Logs alice in if the application has a login page.
	 */
	public void logInAsSetUp() {
		String loginPage = navigate("/page");
		if (!loginPage.equals("/page")) {
			logIn(loginPage);
		}
	}

	/**
	 * Ends the session on the server; the browser does not notice.
	 */
	public void expireSession() {
		send("GET", "/test/invalidate", "Accept", "text/plain");
	}

	String origin() {
		return this.server.origin();
	}

	public void setCookie(String name, String value) {
		this.cookies.put(name, value);
	}

	public Map<String, String> cookies() {
		return this.cookies;
	}

}
