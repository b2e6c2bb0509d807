package io.github.sessionexpiry.endpoint;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import io.github.sessionexpiry.web.RequestPath;
import io.github.sessionexpiry.web.SessionExpirySettings;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.boot.json.JsonWriter;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.util.Assert;
import org.springframework.util.DigestUtils;
import org.springframework.web.context.request.ServletWebRequest;

/**
 * {@code GET <base path>/session-expiry.js} and what it loads: the script, for everybody,
 * ahead of the application's security and without its resource handling. And in the same
 * way {@code kept-form.css}, the style of the page that shows a kept form. Asked for by
 * its hash ({@code ?v=<hash>}) it may be kept for a year; otherwise it is asked for again
 * with its {@code ETag} each time (RFC 9111 4.3). The parts of the script ask for each
 * other by their hashes.
 * <p>
 * Comments and indentation stay here: what is left of a line is on the line it was on.
 *
 * @since 0.1.0
 */
public final class ScriptFilter implements Filter {

	private static final String CORE = "session-expiry.js";

	private static final String NOT_CONFIGURED = "const configured = {};";

	/** Parts of the script, each after those that it loads. */
	private static final List<String> PARTS = List.of("session-expiry-texts.js", "session-expiry-dialog.js",
			"session-expiry-csrf.js", "session-expiry-tabs.js", "session-expiry-session.js",
			"session-expiry-passive.js", "session-expiry-renewal.js", "session-expiry-window.js",
			"session-expiry-watch.js", "session-expiry-forms.js", "session-expiry-login.js", CORE, "session-expiry.mjs",
			"logged-in.js", "refresh-failed.js", "kept-form.css");

	private final Map<String, Script> scripts = new HashMap<>();

	private final String path;

	/**
	 * Creates a new instance.
	 * @param settings what differs from the defaults is written into the script
	 */
	public ScriptFilter(SessionExpirySettings settings) {
		Map<String, String> hashes = new LinkedHashMap<>();
		for (String name : PARTS) {
			String content = strip(read(name));
			if (name.equals(CORE)) {
				content = configure(content, settings);
			}
			for (Map.Entry<String, String> part : hashes.entrySet()) {
				content = content.replace("'./" + part.getKey() + "'",
						"'./" + part.getKey() + "?v=" + part.getValue() + "'");
			}
			Script script = new Script(content, name.endsWith(".css") ? "text/css" : "text/javascript");
			hashes.put(name, script.hash);
			this.scripts.put(settings.basePath() + "/" + name, script);
		}
		this.path = settings.basePath() + "/" + CORE + "?v=" + hashes.get(CORE);
	}

	/**
	 * Returns the path of the script within the application, with its hash.
	 * @return the path and the query
	 */
	public String path() {
		return this.path;
	}

	private static String strip(String script) {
		boolean[] inComment = { false };
		return script.lines().map((line) -> {
			String code = line.strip();
			int end = code.indexOf("*/");
			boolean inBlock = inComment[0] || (code.startsWith("/*") && (end == -1 || end == code.length() - 2));
			inComment[0] = inBlock && end == -1;
			return (inBlock || code.startsWith("//")) ? "" : code;
		}).collect(Collectors.joining("\n", "", "\n"));
	}

	private static String read(String name) {
		try {
			return new ClassPathResource("io/github/sessionexpiry/script/" + name, ScriptFilter.class.getClassLoader())
				.getContentAsString(StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static String configure(String script, SessionExpirySettings settings) {
		SessionExpirySettings defaults = SessionExpirySettings.DEFAULTS;
		Assert.state(script.contains(NOT_CONFIGURED), "The script has no place for its configuration");
		String configured = JsonWriter.<SessionExpirySettings>of((members) -> {
			members.add("status", SessionExpirySettings::status).when((status) -> status != defaults.status());
			members.add("loginUrlHeader", SessionExpirySettings::loginUrlHeader)
				.when((name) -> !name.equals(defaults.loginUrlHeader()));
			members.add("refreshUrlHeader", SessionExpirySettings::refreshUrlHeader)
				.when((name) -> !name.equals(defaults.refreshUrlHeader()));
			members.add("loginPageHeader", SessionExpirySettings::loginPageHeader)
				.when((name) -> !name.equals(defaults.loginPageHeader()));
			members.add("sentinel", SessionExpirySettings::sentinel)
				.when((sentinel) -> !sentinel.equals(defaults.sentinel()));
		}).writeToString(settings);
		return script.replace(NOT_CONFIGURED, "const configured = " + configured + ";");
	}

	@Override
	public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		HttpServletRequest httpRequest = (HttpServletRequest) request;
		Script script = this.scripts.get(RequestPath.of(httpRequest));
		if (script != null && EndpointPath.isRead(httpRequest)) {
			script.send(httpRequest, (HttpServletResponse) response);
		}
		else {
			chain.doFilter(request, response);
		}
	}

	private static final class Script {

		private final byte[] content;

		private final String contentType;

		private final String hash;

		Script(String content, String contentType) {
			this.content = content.getBytes(StandardCharsets.UTF_8);
			this.contentType = contentType + ";charset=UTF-8";
			this.hash = DigestUtils.md5DigestAsHex(this.content);
		}

		void send(HttpServletRequest request, HttpServletResponse response) throws IOException {
			response.setHeader(HttpHeaders.CACHE_CONTROL, cacheControl(request).getHeaderValue());
			if (new ServletWebRequest(request, response).checkNotModified('"' + this.hash + '"')) {
				return;
			}
			response.setContentType(this.contentType);
			response.setHeader("X-Content-Type-Options", "nosniff");
			response.setContentLength(this.content.length);
			if (!HttpMethod.HEAD.matches(request.getMethod())) {
				response.getOutputStream().write(this.content);
			}
		}

		private CacheControl cacheControl(HttpServletRequest request) {
			boolean byHash = ("v=" + this.hash).equals(request.getQueryString());
			return byHash ? CacheControl.maxAge(Duration.ofDays(365)).cachePublic().immutable()
					: CacheControl.noCache().cachePublic();
		}

	}

}
