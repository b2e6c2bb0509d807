package io.github.sessionexpiry.server;

import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Predicate;

import io.github.sessionexpiry.server.MatrixSetup.Csrf;

/**
 * The contract, as rules that hold in every cell whatever the table says.
 */
final class MatrixRules {

	private static final List<Rule> RULES = List.of(
			// Who is asked to log in, and who never is
			rule("somebody logged in is never asked to log in", MatrixCell::isUserPresent,
					(answer) -> !answer.has("login_url")),
			rule("a public URL never asks anybody to log in", (cell) -> cell.state().isPublic(),
					(answer) -> !answer.has("login_url")),
			rule("a page is never answered like a script", MatrixCell::isPage, (answer) -> !answer.has("login_url")),
			rule("an API client is never answered like a script", MatrixCell::isClient,
					(answer) -> !answer.has("login_url") && !answer.has("csrf_refresh")),
			rule("a chain without a login is left alone", (cell) -> !cell.setup().hasLogin(),
					(answer) -> !answer.has("login_url") && !answer.has("csrf_refresh")),
			rule("a script is told that nobody is logged in", MatrixCell::isLoginRequired,
					(answer) -> answer.has("login_url")),
			rule("the headers come together", (cell) -> true,
					(answer) -> answer.has("login_url") == answer.has("Session-Expiry")),

			// The login-required answer
			rule("the status is 403", (cell) -> cell.isLoginRequired() && cell.client() != MatrixClient.JSF,
					(answer) -> answer.status() == 403),
			rule("JSF gets a partial response", (cell) -> cell.isLoginRequired() && cell.client() == MatrixClient.JSF,
					MatrixAnswer::isPartialResponse),
			rule("login_url leads back to the page", MatrixCell::isLoginRequired,
					(cell, answer) -> answer.all("login_url").equals(cell.loginUrl())),
			rule("the reason is right", MatrixCell::isLoginRequired,
					(cell, answer) -> answer.all("Session-Expiry").equals(cell.reason())),
			rule("the body says the same", MatrixCell::isLoginRequired, MatrixRules::isBodyRight),
			rule("the answer is not cached", MatrixCell::isLoginRequired,
					(answer) -> answer.all("Cache-Control").equals("no-store")
							&& answer.all("Vary").contains("Accept, Sec-Fetch-Mode, X-Requested-With")),
			rule("htmx, and nobody else, gets HX-Redirect", MatrixCell::isLoginRequired,
					(cell, answer) -> answer.header("HX-Redirect")
						.equals((cell.client() == MatrixClient.HTMX) ? answer.header("login_url") : Optional.empty())),
			rule("a page of another origin can read the headers",
					(cell) -> cell.isLoginRequired() && cell.setup().isCrossOrigin(),
					(answer) -> List.of(answer.all("Access-Control-Expose-Headers").split(", "))
						.containsAll(List.of("X-Total", "login_url", "Session-Expiry"))),
			rule("there is neither a redirect nor a challenge", MatrixCell::isLoginRequired,
					(answer) -> !answer.has("Location") && !answer.has("WWW-Authenticate")),
			rule("there is no session id in login_url", (cell) -> true,
					(answer) -> !answer.all("login_url").toLowerCase().contains("jsessionid")),
			rule("the request is not saved", MatrixCell::isLoginRequired, (answer) -> !answer.requestSaved()),
			// Spring Security makes a new token when it rejects one, before anybody else
			rule("there is no cookie", (cell) -> cell.isLoginRequired() && !cell.isCsrfRejected(),
					(cell, answer) -> answer.headers()
						.getOrDefault("Set-Cookie", List.of())
						.stream()
						.allMatch((cookie) -> cell.setup().csrf() == Csrf.COOKIE && cookie.startsWith("XSRF-TOKEN="))),

			// CSRF
			rule("a form of nobody goes to the login and comes back",
					(cell) -> cell.setup().hasLogin() && cell.isFormOfNobody(),
					(cell, answer) -> answer.status() == 302 && answer.all("Location").equals(cell.loginUrl())),
			rule("a script with a stale token is told where a new one is, and nobody else", (cell) -> true,
					(cell, answer) -> answer.has("csrf_refresh") == (cell.setup().hasLogin() && cell.isScript()
							&& cell.isCsrfRejected() && cell.isUserPresent())),
			rule("csrf_refresh is the endpoint", (cell) -> true,
					(cell, answer) -> answer.header("csrf_refresh")
						.map((path) -> path.equals(cell.setup().contextPath() + "/session-expiry/extend"))
						.orElse(true)),
			rule("a public URL is closed to a script without a token",
					(cell) -> cell.isScriptOnPublicUrl() && cell.isCsrfRejected() && !cell.isFormOfInvalidSession(),
					(cell, answer) -> answer.status() == cell.setup().deniedStatus() && !answer.has("Location")),
			rule("a public URL is open to a script, whatever its session id",
					(cell) -> cell.isScriptOnPublicUrl() && !cell.isCsrfRejected()
							&& cell.method() != MatrixMethod.PREFLIGHT,
					(answer) -> answer.status() == 200),
			rule("an API's own 401 reaches the script", MatrixCell::isErrorOfApi,
					(answer) -> answer.status() == 401 && !answer.has("Location")));

	private MatrixRules() {
	}

	/**
	 * Returns the rules that the answer breaks.
	 */
	static List<String> broken(MatrixCell cell, MatrixAnswer answer) {
		return RULES.stream()
			.filter((rule) -> rule.applies().test(cell) && !rule.holds().test(cell, answer))
			.map(Rule::name)
			.toList();
	}

	private static boolean isBodyRight(MatrixCell cell, MatrixAnswer answer) {
		if (cell.method() == MatrixMethod.HEAD) {
			return answer.body().isEmpty();
		}
		if (cell.client() == MatrixClient.JSF) {
			return answer.body().contains("<partial-response><redirect url=\"" + cell.loginUrl() + "\"/>");
		}
		return answer.all("Content-Type").equals("application/problem+json") && answer.body()
			.endsWith("\"code\":\"LOGIN_REQUIRED\",\"reason\":\"%s\",\"login_url\":\"%s\"}".formatted(cell.reason(),
					cell.loginUrl()));
	}

	private static Rule rule(String name, Predicate<MatrixCell> applies, Predicate<MatrixAnswer> holds) {
		return new Rule(name, applies, (cell, answer) -> holds.test(answer));
	}

	private static Rule rule(String name, Predicate<MatrixCell> applies, BiPredicate<MatrixCell, MatrixAnswer> holds) {
		return new Rule(name, applies, holds);
	}

	private record Rule(String name, Predicate<MatrixCell> applies, BiPredicate<MatrixCell, MatrixAnswer> holds) {
	}

}
