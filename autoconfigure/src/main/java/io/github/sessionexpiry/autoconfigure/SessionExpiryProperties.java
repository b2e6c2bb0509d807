package io.github.sessionexpiry.autoconfigure;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

import io.github.sessionexpiry.oidc.OidcRenewalSettings;
import io.github.sessionexpiry.web.SessionExpirySettings;
import io.github.sessionexpiry.web.SessionExpirySettings.ResponseFormat;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.http.HttpMethod;
import org.springframework.validation.Errors;
import org.springframework.validation.Validator;
import org.springframework.web.util.pattern.PathPatternParser;
import org.springframework.web.util.pattern.PatternParseException;

/**
 * Configuration properties for session expiry support. They check themselves, so that a
 * wrong value fails at start-up whether or not Bean Validation is on the class path.
 *
 * @since 0.1.0
 */
@ConfigurationProperties("session-expiry")
public class SessionExpiryProperties implements Validator {

	// RFC 9110 5.6.2
	private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

	private static final Pattern BASE_PATH = Pattern.compile("(/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)+");

	private static final Pattern VISIBLE_ASCII = Pattern.compile("[\\x21-\\x7E]+");

	private static final Pattern METHOD = Pattern.compile("[A-Z]+");

	private static final Pattern LINE = Pattern.compile("\\S|\\S[^\\p{Cntrl}]*\\S");

	private static final int MIN_SECRET_LENGTH = 16;

	// The values below are those of SessionExpirySettings.DEFAULTS, spelled out: the
	// metadata for editors can tell no others

	/**
	 * Whether to enable session expiry support.
	 */
	private boolean enabled = true;

	/**
	 * Path of the endpoints and the script within the application.
	 */
	private String basePath = "/session-expiry";

	/**
	 * Status of a login-required answer.
	 */
	private int status = 403;

	/**
	 * Login URL to send to scripts as it is, instead of that of the login endpoint, which
	 * comes back to the page.
	 */
	private @Nullable String loginUrl;

	/**
	 * Name of the response header that carries the login URL.
	 */
	private String loginUrlHeader = "login_url";

	/**
	 * Name of the response header by which the login page names itself.
	 */
	private String loginPageHeader = "IsLoginPage";

	/**
	 * Format of a login-required answer. Clients that prefer plain text get the sentinel
	 * in any case.
	 */
	private ResponseFormat responseFormat = ResponseFormat.JSON;

	/**
	 * Code of a login-required answer, which is its whole body in the sentinel format.
	 */
	private String sentinel = "LOGIN_REQUIRED";

	/**
	 * Patterns of paths within the application whose requests do not extend the session,
	 * such as those that pages poll.
	 */
	private List<String> passivePaths = new ArrayList<>();

	/**
	 * Time from the login after which a session ends however much it is used.
	 */
	private @Nullable Duration absoluteTimeout;

	/**
	 * Whether to keep a form that a page without the script posts when its user is not
	 * logged in any more, and show it to the user after the login.
	 */
	private boolean keepForms;

	/**
	 * Secret from which the opaque ids of users and the seal of kept forms are made, the
	 * same on every node. Derived from the name of the application if it is not set.
	 */
	private @Nullable String userIdSecret;

	private final Oidc oidc = new Oidc();

	public boolean isEnabled() {
		return this.enabled;
	}

	public void setEnabled(boolean enabled) {
		this.enabled = enabled;
	}

	public String getBasePath() {
		return this.basePath;
	}

	public void setBasePath(String basePath) {
		this.basePath = basePath;
	}

	public int getStatus() {
		return this.status;
	}

	public void setStatus(int status) {
		this.status = status;
	}

	public @Nullable String getLoginUrl() {
		return this.loginUrl;
	}

	public void setLoginUrl(@Nullable String loginUrl) {
		this.loginUrl = loginUrl;
	}

	public String getLoginUrlHeader() {
		return this.loginUrlHeader;
	}

	public void setLoginUrlHeader(String loginUrlHeader) {
		this.loginUrlHeader = loginUrlHeader;
	}

	public String getLoginPageHeader() {
		return this.loginPageHeader;
	}

	public void setLoginPageHeader(String loginPageHeader) {
		this.loginPageHeader = loginPageHeader;
	}

	public ResponseFormat getResponseFormat() {
		return this.responseFormat;
	}

	public void setResponseFormat(ResponseFormat responseFormat) {
		this.responseFormat = responseFormat;
	}

	public String getSentinel() {
		return this.sentinel;
	}

	public void setSentinel(String sentinel) {
		this.sentinel = sentinel;
	}

	public List<String> getPassivePaths() {
		return this.passivePaths;
	}

	public void setPassivePaths(List<String> passivePaths) {
		this.passivePaths = passivePaths;
	}

	public @Nullable Duration getAbsoluteTimeout() {
		return this.absoluteTimeout;
	}

	public void setAbsoluteTimeout(@Nullable Duration absoluteTimeout) {
		this.absoluteTimeout = absoluteTimeout;
	}

	public boolean isKeepForms() {
		return this.keepForms;
	}

	public void setKeepForms(boolean keepForms) {
		this.keepForms = keepForms;
	}

	public @Nullable String getUserIdSecret() {
		return this.userIdSecret;
	}

	public void setUserIdSecret(@Nullable String userIdSecret) {
		this.userIdSecret = userIdSecret;
	}

	public Oidc getOidc() {
		return this.oidc;
	}

	SessionExpirySettings toSettings() {
		return new SessionExpirySettings(this.basePath, this.status, this.loginUrlHeader, this.oidc.refreshUrlHeader,
				this.loginPageHeader, this.responseFormat, this.sentinel);
	}

	@Override
	public boolean supports(Class<?> type) {
		return type == SessionExpiryProperties.class;
	}

	@Override
	public void validate(Object target, Errors errors) {
		SessionExpiryProperties properties = (SessionExpiryProperties) target;
		check(errors, "basePath", BASE_PATH.matcher(properties.basePath).matches(),
				"must be a path such as /session-expiry: it starts with '/', does not end with one, "
						+ "and consists of letters, digits, '-', '_', '~' and '.'");
		check(errors, "status", properties.status >= 400 && properties.status <= 499,
				"must be a client error, from 400 to 499");
		check(errors, "loginUrl", properties.loginUrl == null || isNavigable(properties.loginUrl),
				"must be a path that starts with a single '/', or an absolute http or https URL, "
						+ "without spaces, control characters and backslashes; other characters are to be percent-encoded");
		check(errors, "loginUrlHeader", TOKEN.matcher(properties.loginUrlHeader).matches(),
				"must be the name of a header: letters, digits and any of !#$%&'*+-.^_`|~");
		check(errors, "loginPageHeader", TOKEN.matcher(properties.loginPageHeader).matches(),
				"must be the name of a header: letters, digits and any of !#$%&'*+-.^_`|~");
		check(errors, "sentinel", LINE.matcher(properties.sentinel).matches(),
				"must be a line of text without control characters, and without spaces around it");
		check(errors, "passivePaths", properties.passivePaths.stream().allMatch(SessionExpiryProperties::isPathPattern),
				"must be patterns of paths within the application, such as /api/news or /poll/**: "
						+ "each starts with '/', and '**' stands only at an end");
		check(errors, "absoluteTimeout",
				properties.absoluteTimeout == null || properties.absoluteTimeout.compareTo(Duration.ofSeconds(1)) >= 0,
				"must be a duration of at least a second, such as 12h; without the property there is no such timeout");
		check(errors, "userIdSecret",
				properties.userIdSecret == null || properties.userIdSecret.length() >= MIN_SECRET_LENGTH,
				"must have at least " + MIN_SECRET_LENGTH + " characters, drawn at random, the same on every node; "
						+ "'openssl rand -base64 32' makes one");
		check(errors, "oidc.renewAfter", properties.oidc.isRenewAfterValid(),
				"must be a duration of at least a second, such as 15m, or id-token, which is when the ID token expires; "
						+ "without the property sessions are not renewed");
		check(errors, "oidc.methods",
				properties.oidc.methods.stream().allMatch((method) -> METHOD.matcher(method.name()).matches()),
				"must be names of HTTP methods in capital letters, such as GET");
		check(errors, "oidc.refreshUrlHeader", TOKEN.matcher(properties.oidc.refreshUrlHeader).matches(),
				"must be the name of a header: letters, digits and any of !#$%&'*+-.^_`|~");
	}

	private static void check(Errors errors, String field, boolean valid, String message) {
		if (!valid) {
			errors.rejectValue(field, "invalid", message);
		}
	}

	private static boolean isPathPattern(String pattern) {
		try {
			PathPatternParser.defaultInstance.parse(pattern);
			return pattern.startsWith("/");
		}
		catch (PatternParseException ex) {
			return false;
		}
	}

	private static boolean isNavigable(String url) {
		if (!VISIBLE_ASCII.matcher(url).matches() || url.indexOf('\\') >= 0) {
			return false;
		}
		try {
			URI uri = new URI(url);
			boolean absolute = ("http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme()))
					&& uri.getHost() != null;
			return absolute || (url.startsWith("/") && !url.startsWith("//"));
		}
		catch (URISyntaxException ex) {
			return false;
		}
	}

	/**
	 * Properties of sessions of users who have logged in by OpenID Connect.
	 */
	public static class Oidc {

		private static final String ID_TOKEN = "id-token";

		/**
		 * Time after which a session is renewed with the provider, or 'id-token' to renew
		 * it when the ID token expires.
		 */
		private @Nullable String renewAfter;

		/**
		 * Methods of the requests that wait for a renewal by the browser. Pages wait only
		 * if they are read.
		 */
		private Set<HttpMethod> methods = Set.of(HttpMethod.GET);

		/**
		 * What happens to a session that can't be renewed because the provider can't be
		 * reached.
		 */
		private OnUnavailable onUnavailable = OnUnavailable.KEEP;

		/**
		 * Name of the response header that carries the URL of a renewal.
		 */
		private String refreshUrlHeader = "refresh_url";

		public @Nullable String getRenewAfter() {
			return this.renewAfter;
		}

		public void setRenewAfter(@Nullable String renewAfter) {
			this.renewAfter = renewAfter;
		}

		public Set<HttpMethod> getMethods() {
			return this.methods;
		}

		public void setMethods(Set<HttpMethod> methods) {
			this.methods = methods;
		}

		public OnUnavailable getOnUnavailable() {
			return this.onUnavailable;
		}

		public void setOnUnavailable(OnUnavailable onUnavailable) {
			this.onUnavailable = onUnavailable;
		}

		public String getRefreshUrlHeader() {
			return this.refreshUrlHeader;
		}

		public void setRefreshUrlHeader(String refreshUrlHeader) {
			this.refreshUrlHeader = refreshUrlHeader;
		}

		private boolean isRenewAfterValid() {
			if (this.renewAfter == null || this.renewAfter.equals(ID_TOKEN)) {
				return true;
			}
			try {
				return DurationStyle.detectAndParse(this.renewAfter).compareTo(Duration.ofSeconds(1)) >= 0;
			}
			catch (IllegalArgumentException ex) {
				return false;
			}
		}

		@Nullable OidcRenewalSettings toSettings() {
			if (this.renewAfter == null) {
				return null;
			}
			Duration interval = this.renewAfter.equals(ID_TOKEN) ? null : DurationStyle.detectAndParse(this.renewAfter);
			return new OidcRenewalSettings(interval, this.methods, this.onUnavailable == OnUnavailable.END);
		}

		/**
		 * What happens to a session that can't be renewed because the provider can't be
		 * reached.
		 */
		public enum OnUnavailable {

			/**
			 * It is kept, and renewed later.
			 */
			KEEP,

			/**
			 * It ends.
			 */
			END

		}

	}

}
