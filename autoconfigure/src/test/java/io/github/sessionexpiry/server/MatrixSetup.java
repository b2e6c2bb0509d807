package io.github.sessionexpiry.server;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * A set-up of Spring Security, and what the contract has to know of it.
 */
enum MatrixSetup {

	BOOT_DEFAULT("Spring Boot's default chain", Setups.BootDefault.class,
			with().without(MatrixState.PUBLIC, MatrixState.PUBLIC_DEAD, MatrixState.PUBLIC_LIVE,
					MatrixState.UNAUTHORIZED)),

	FORM_LOGIN("Form login", MatrixSetups.FormLogin.class, with()),

	CUSTOM_LOGIN_PAGE("Form login with a custom login page", MatrixSetups.CustomLoginPage.class,
			with().loginPage("/signin")),

	FORM_LOGIN_AND_HTTP_BASIC("Form login and HTTP Basic", MatrixSetups.FormLoginAndHttpBasic.class, with()),

	ONE_PROVIDER("OAuth2 login with one provider", MatrixSetups.OneProvider.class, with().loginPage(null)),

	TWO_PROVIDERS("OAuth2 login with two providers", MatrixSetups.TwoProviders.class, with().loginPage(null)),

	ONE_TIME_TOKEN("One-time token login", MatrixSetups.OneTimeToken.class, with().loginPage(null)),

	REMEMBER_ME("Remember-me", MatrixSetups.RememberMe.class, with().and(MatrixState.REMEMBERED)),

	REDIRECTING_ENTRY_POINT("An explicit `authenticationEntryPoint` that redirects",
			MatrixSetups.RedirectingEntryPoint.class, with().loginPage(null)),

	UNAUTHORIZED_ENTRY_POINT_AND_LOGIN_PAGE("An explicit `authenticationEntryPoint` that answers 401, and a login page",
			MatrixSetups.UnauthorizedEntryPointAndLoginPage.class, with().loginPage("/signin")),

	UNAUTHORIZED_ENTRY_POINT("An explicit `authenticationEntryPoint` that answers 401, and no login page",
			MatrixSetups.UnauthorizedEntryPoint.class, with().noLogin()),

	ACCESS_DENIED_HANDLER("An explicit `accessDeniedHandler` that answers 418", MatrixSetups.AccessDeniedHandler.class,
			with().deniedStatus(418)),

	ACCESS_DENIED_PAGE("An `accessDeniedPage`", MatrixSetups.AccessDeniedPage.class, with()),

	INVALID_SESSION_URL("`invalidSessionUrl`", MatrixSetups.InvalidSessionUrl.class, with()),

	ONE_SESSION("`maximumSessions(1)`", MatrixSetups.OneSession.class, with().and(MatrixState.REPLACED)),

	ONE_SESSION_WITH_EXPIRED_URL("`maximumSessions(1)` with `expiredUrl`", MatrixSetups.OneSessionWithExpiredUrl.class,
			with().and(MatrixState.REPLACED)),

	SINGLE_PAGE("`csrf().spa()`", MatrixSetups.SinglePage.class, with().csrf(Csrf.COOKIE)),

	NO_CSRF_PROTECTION("CSRF protection off", MatrixSetups.NoCsrfProtection.class, with().csrf(Csrf.OFF)),

	CORS("CORS, every request from another origin that it admits", MatrixSetups.Cors.class, with().fromPartner()),

	WEB_BESIDE_API("Several chains: the web application beside a stateless API", MatrixSetups.ApiAndWeb.class, with()),

	API_BESIDE_WEB("Several chains: the stateless API beside a web application", MatrixSetups.ApiAndWeb.class,
			with().noLogin().loginPage("/login").csrf(Csrf.OFF).paths("/api/orders", "/api")),

	RESOURCE_SERVER("Resource server", MatrixSetups.ResourceServer.class, with().noLogin()),

	FORM_LOGIN_AND_RESOURCE_SERVER("Form login and resource server", MatrixSetups.FormLoginAndResourceServer.class,
			with()),

	HTTP_BASIC("HTTP Basic alone", MatrixSetups.HttpBasic.class, with().noLogin()),

	CONTEXT_PATH("Context path `/shop`", MatrixSetups.FormLogin.class,
			with().contextPath("/shop").property("server.servlet.context-path=/shop")),

	FORWARDED_HEADERS("`ForwardedHeaderFilter` behind a proxy, at `https://shop.example/app`",
			MatrixSetups.FormLogin.class,
			with().contextPath("/app")
				.property("server.forward-headers-strategy=framework")
				.header("X-Forwarded-Proto", "https")
				.header("X-Forwarded-Host", "shop.example")
				.header("X-Forwarded-Prefix", "/app"));

	static final String PARTNER = "https://partner.example";

	private final String title;

	private final Class<?> configuration;

	private final Traits traits;

	MatrixSetup(String title, Class<?> configuration, Traits traits) {
		this.title = title;
		this.configuration = configuration;
		this.traits = traits;
	}

	private static Traits with() {
		return new Traits();
	}

	TestServer start(String... properties) {
		List<String> all = new ArrayList<>(this.traits.properties);
		all.addAll(List.of(properties));
		return TestServer.start(this.configuration, all.toArray(String[]::new));
	}

	String title() {
		return this.title;
	}

	Set<MatrixState> states() {
		return this.traits.states;
	}

	/**
	 * Returns whether there is a login that a browser can be sent to.
	 */
	boolean hasLogin() {
		return this.traits.login;
	}

	/**
	 * Returns the page with the login form, or {@code null} if a test can't log in by it.
	 */
	String loginPage() {
		return this.traits.loginPage;
	}

	Csrf csrf() {
		return this.traits.csrf;
	}

	/**
	 * Returns the status of an application's own 403.
	 */
	int deniedStatus() {
		return this.traits.deniedStatus;
	}

	/**
	 * Returns whether the requests come from another origin, which CORS admits.
	 */
	boolean isCrossOrigin() {
		return this.traits.crossOrigin;
	}

	/**
	 * Returns the context path as the browser sees it.
	 */
	String contextPath() {
		return this.traits.contextPath;
	}

	/**
	 * Returns the origin as the browser sees it.
	 */
	String origin(TestServer server) {
		int host = this.traits.headers.indexOf("X-Forwarded-Host");
		return (host < 0) ? server.origin() : "https://" + this.traits.headers.get(host + 1);
	}

	String[] headers() {
		return this.traits.headers.toArray(String[]::new);
	}

	String path(MatrixState state) {
		return switch (state) {
			case PUBLIC, PUBLIC_DEAD, PUBLIC_LIVE -> this.traits.prefix + "/public/hello";
			case UNAUTHORIZED -> this.traits.prefix + "/admin/users";
			default -> this.traits.page;
		};
	}

	enum Csrf {

		SESSION, COOKIE, OFF

	}

	private static final class Traits {

		private final Set<MatrixState> states = EnumSet
			.complementOf(EnumSet.of(MatrixState.REPLACED, MatrixState.REMEMBERED));

		private final List<String> properties = new ArrayList<>();

		private final List<String> headers = new ArrayList<>();

		private boolean login = true;

		private String loginPage = "/login";

		private Csrf csrf = Csrf.SESSION;

		private int deniedStatus = 403;

		private boolean crossOrigin;

		private String contextPath = "";

		private String page = "/page";

		private String prefix = "";

		Traits without(MatrixState... states) {
			this.states.removeAll(Set.of(states));
			return this;
		}

		Traits and(MatrixState state) {
			this.states.add(state);
			return this;
		}

		Traits noLogin() {
			this.login = false;
			return loginPage(null);
		}

		Traits loginPage(String loginPage) {
			this.loginPage = loginPage;
			return this;
		}

		Traits csrf(Csrf csrf) {
			this.csrf = csrf;
			return this;
		}

		Traits deniedStatus(int deniedStatus) {
			this.deniedStatus = deniedStatus;
			return this;
		}

		Traits fromPartner() {
			this.crossOrigin = true;
			return header("Origin", PARTNER);
		}

		Traits contextPath(String contextPath) {
			this.contextPath = contextPath;
			return this;
		}

		Traits property(String property) {
			this.properties.add(property);
			return this;
		}

		Traits header(String name, String value) {
			this.headers.addAll(List.of(name, value));
			return this;
		}

		Traits paths(String page, String prefix) {
			this.page = page;
			this.prefix = prefix;
			return this;
		}

	}

}
