package io.github.sessionexpiry.server;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * An answer, with the application's own origin taken out.
 *
 * @param status the status
 * @param headers the headers; their names in any case
 * @param body the body
 * @param requestSaved whether the request was saved for after the login
 */
record MatrixAnswer(int status, Map<String, List<String>> headers, String body, boolean requestSaved) {

	static MatrixAnswer of(int status, Map<String, List<String>> headers, String body, String origin,
			boolean requestSaved) {
		Map<String, List<String>> anyCase = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
		anyCase.putAll(headers);
		anyCase.replaceAll((name, values) -> values.stream().map((value) -> value.replace(origin, "")).toList());
		return new MatrixAnswer(status, anyCase, body, requestSaved);
	}

	Optional<String> header(String name) {
		return this.headers.getOrDefault(name, List.of()).stream().findFirst();
	}

	String all(String name) {
		return String.join(", ", this.headers.getOrDefault(name, List.of()));
	}

	boolean has(String name) {
		return this.headers.containsKey(name);
	}

	/**
	 * Returns the session id that is new with this answer, if there is one.
	 */
	Optional<String> sessionId() {
		return this.headers.getOrDefault("Set-Cookie", List.of())
			.stream()
			.filter((cookie) -> cookie.startsWith("JSESSIONID="))
			.map((cookie) -> cookie.substring("JSESSIONID=".length()).split(";")[0])
			.findFirst();
	}

	boolean isPartialResponse() {
		return this.status == 200 && all("Content-Type").startsWith("text/xml");
	}

	/**
	 * Returns what must not differ if the starter has no part in the answer.
	 */
	String essence() {
		return "%d %s %s"
			.formatted(this.status, all("Location").replaceFirst("(?i);jsessionid=\\w+", ""), all("WWW-Authenticate"))
			.strip();
	}

	/**
	 * Returns the answer in a word or two, as the document has it.
	 */
	String word() {
		if (has("login_url")) {
			return "**%s**".formatted(all("Session-Expiry")) + (isPartialResponse() ? " (XML)" : "")
					+ ((this.status != 403 && !isPartialResponse()) ? " " + this.status : "");
		}
		if (has("Location")) {
			return "→ " + all("Location").replaceFirst("(?i);jsessionid=\\w+", "").split("\\?continue=")[0];
		}
		if (has("WWW-Authenticate")) {
			return this.status + " " + all("WWW-Authenticate").split(" ")[0];
		}
		if (this.status == 200 && this.body.contains("This session has been expired")) {
			return "200 “expired”";
		}
		return this.status + (has("csrf_refresh") ? " csrf_refresh" : "");
	}

	/**
	 * Returns all of it, for a message.
	 */
	@Override
	public String toString() {
		StringBuilder text = new StringBuilder(word()).append(" [").append(this.status);
		for (String name : List.of("Location", "WWW-Authenticate", "login_url", "Session-Expiry", "csrf_refresh",
				"Set-Cookie", "Content-Type", "Cache-Control", "Vary", "Access-Control-Expose-Headers",
				"HX-Redirect")) {
			if (has(name)) {
				text.append("; ").append(name).append(": ").append(all(name));
			}
		}
		return text.append(this.requestSaved ? "; request saved" : "").append(']').toString();
	}

}
