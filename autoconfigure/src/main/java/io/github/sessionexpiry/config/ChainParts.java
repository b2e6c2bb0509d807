package io.github.sessionexpiry.config;

import java.util.List;

import io.github.sessionexpiry.web.InvalidSessionFilter;
import io.github.sessionexpiry.web.PageProbe;
import io.github.sessionexpiry.web.ReplacedSessionFilter;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.authorization.AuthorizationManager;
import org.springframework.security.authorization.AuthorizationResult;
import org.springframework.security.config.ObjectPostProcessor;
import org.springframework.security.config.annotation.SecurityConfigurerAdapter;
import org.springframework.security.config.annotation.web.HttpSecurityBuilder;
import org.springframework.security.config.annotation.web.configurers.AbstractAuthenticationFilterConfigurer;
import org.springframework.security.config.annotation.web.configurers.AuthorizeHttpRequestsConfigurer;
import org.springframework.security.config.annotation.web.configurers.CsrfConfigurer;
import org.springframework.security.config.annotation.web.configurers.DefaultLoginPageConfigurer;
import org.springframework.security.config.annotation.web.configurers.ExceptionHandlingConfigurer;
import org.springframework.security.config.annotation.web.configurers.FormLoginConfigurer;
import org.springframework.security.config.annotation.web.configurers.HttpBasicConfigurer;
import org.springframework.security.config.annotation.web.configurers.SessionManagementConfigurer;
import org.springframework.security.config.annotation.web.configurers.oauth2.client.OAuth2LoginConfigurer;
import org.springframework.security.config.annotation.web.configurers.ott.OneTimeTokenLoginConfigurer;
import org.springframework.security.config.annotation.web.configurers.saml2.Saml2LoginConfigurer;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.context.SecurityContextHolderStrategy;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.access.ExceptionTranslationFilter;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.authentication.Http403ForbiddenEntryPoint;
import org.springframework.security.web.authentication.HttpStatusEntryPoint;
import org.springframework.security.web.authentication.LoginUrlAuthenticationEntryPoint;
import org.springframework.security.web.authentication.ui.DefaultLoginPageGeneratingFilter;
import org.springframework.security.web.authentication.www.BasicAuthenticationEntryPoint;
import org.springframework.security.web.authentication.www.DigestAuthenticationEntryPoint;
import org.springframework.security.web.csrf.CsrfFilter;
import org.springframework.security.web.session.ConcurrentSessionFilter;
import org.springframework.security.web.session.InvalidSessionStrategy;
import org.springframework.security.web.session.SessionManagementFilter;
import org.springframework.security.web.util.matcher.RequestMatcher;

/**
 * What the other configurers of a chain have made. They have no getters for it, but hand
 * it out for post-processing.
 */
final class ChainParts implements ObjectPostProcessor<Object> {

	private static final AnonymousAuthenticationToken ANONYMOUS = new AnonymousAuthenticationToken("session-expiry",
			"anonymousUser", AuthorityUtils.createAuthorityList("ROLE_ANONYMOUS"));

	private static final List<Class<?>> LOGIN_CONFIGURERS = List.of(FormLoginConfigurer.class,
			OneTimeTokenLoginConfigurer.class, OAuth2LoginConfigurer.class, Saml2LoginConfigurer.class);

	private static final List<Class<?>> OTHER_CONFIGURERS = List.of(ExceptionHandlingConfigurer.class,
			CsrfConfigurer.class, SessionManagementConfigurer.class, AuthorizeHttpRequestsConfigurer.class,
			DefaultLoginPageConfigurer.class, HttpBasicConfigurer.class);

	private static final List<Class<?>> ENTRY_POINTS_WITHOUT_LOGIN = List.of(BasicAuthenticationEntryPoint.class,
			DigestAuthenticationEntryPoint.class, Http403ForbiddenEntryPoint.class, HttpStatusEntryPoint.class);

	private final RequestMatcher goingOn;

	private @Nullable InvalidSessionStrategy invalidSessionStrategy;

	private @Nullable ExceptionTranslationFilter exceptionTranslationFilter;

	private @Nullable CsrfFilter csrfFilter;

	private @Nullable AuthorizationManager<HttpServletRequest> authorizationManager;

	private @Nullable AuthenticationEntryPoint basicEntryPoint;

	private boolean loginPageGenerated;

	private @Nullable AuthenticationEntryPoint login;

	private boolean customLoginPage;

	/**
	 * Creates a new instance.
	 * @param goingOn the requests that go on after their session has been found to be
	 * gone
	 */
	ChainParts(RequestMatcher goingOn) {
		this.goingOn = goingOn;
	}

	/**
	 * Collects no more than what a chain can be told by that is left alone.
	 */
	void collectExceptionHandlingFrom(HttpSecurityBuilder<?> http) {
		postProcessWithThis(find(http, ExceptionHandlingConfigurer.class));
	}

	void collectFrom(HttpSecurityBuilder<?> http) {
		this.invalidSessionStrategy = http.getSharedObject(InvalidSessionStrategy.class);
		for (Class<?> type : OTHER_CONFIGURERS) {
			postProcessWithThis(find(http, type));
		}
		for (Class<?> type : LOGIN_CONFIGURERS) {
			if (find(http, type) instanceof AbstractAuthenticationFilterConfigurer<?, ?, ?> configurer) {
				configurer.addObjectPostProcessor(new LoginPostProcessor(configurer));
			}
		}
	}

	private void postProcessWithThis(@Nullable SecurityConfigurerAdapter<?, ?> configurer) {
		if (configurer != null) {
			configurer.addObjectPostProcessor(this);
		}
	}

	@SuppressWarnings({ "unchecked", "rawtypes" })
	private static @Nullable SecurityConfigurerAdapter<?, ?> find(HttpSecurityBuilder http, Class type) {
		return (SecurityConfigurerAdapter<?, ?>) http.getConfigurer(type);
	}

	@Override
	@SuppressWarnings("unchecked")
	public <O> O postProcess(O object) {
		if (object instanceof ConcurrentSessionFilter filter) {
			return (O) new ReplacedSessionFilter(filter, this.goingOn);
		}
		if (object instanceof SessionManagementFilter filter && this.invalidSessionStrategy != null) {
			return (O) new InvalidSessionFilter(filter, this.invalidSessionStrategy, this.goingOn);
		}
		collect(object);
		return object;
	}

	private void collect(Object object) {
		if (object instanceof ExceptionTranslationFilter filter) {
			this.exceptionTranslationFilter = filter;
		}
		else if (object instanceof CsrfFilter filter) {
			this.csrfFilter = filter;
		}
		else if (object instanceof AuthorizationFilter filter) {
			this.authorizationManager = filter.getAuthorizationManager();
		}
		else if (object instanceof DefaultLoginPageGeneratingFilter) {
			this.loginPageGenerated = true;
		}
		else if (object instanceof AuthenticationEntryPoint entryPoint) {
			this.basicEntryPoint = entryPoint;
		}
	}

	@Nullable InvalidSessionStrategy invalidSessionStrategy() {
		return this.invalidSessionStrategy;
	}

	@Nullable ExceptionTranslationFilter exceptionTranslationFilter() {
		return this.exceptionTranslationFilter;
	}

	@Nullable CsrfFilter csrfFilter() {
		return this.csrfFilter;
	}

	/**
	 * Returns whether the request needs nobody to be logged in. Can be asked when the
	 * chain is complete, not before.
	 */
	boolean isPublic(HttpServletRequest request) {
		if (this.authorizationManager == null) {
			return true;
		}
		AuthorizationResult result = this.authorizationManager.authorize(() -> ANONYMOUS, request);
		return result == null || result.isGranted();
	}

	/**
	 * Returns the login of the chain: the one that it configures, or, if it configures
	 * none or only one whose page an explicit entry point has kept from being generated,
	 * wherever that entry point leads.
	 */
	ApplicationLogin login(ExceptionTranslationFilter exceptionTranslationFilter,
			SecurityContextHolderStrategy securityContextHolderStrategy) {
		if (this.login != null && hasLoginOfItsOwn()) {
			return new ApplicationLogin(this.login, path(this.login), (request, response) -> true);
		}
		return new ApplicationLogin(
				(request, response, exception) -> exceptionTranslationFilter.doFilter(request, response, (rq, rs) -> {
					throw exception;
				}), null, new PageProbe(exceptionTranslationFilter, securityContextHolderStrategy)::isRedirected);
	}

	/**
	 * Returns what can be said of the login before any request has come.
	 */
	ChainSupport support(ExceptionTranslationFilter exceptionTranslationFilter) {
		if (hasLoginOfItsOwn()) {
			return ChainSupport.ANSWERED;
		}
		AuthenticationEntryPoint entryPoint = exceptionTranslationFilter.getAuthenticationEntryPoint();
		if (entryPoint instanceof LoginUrlAuthenticationEntryPoint) {
			return ChainSupport.ANSWERED;
		}
		boolean withoutLogin = entryPoint == this.basicEntryPoint
				|| ENTRY_POINTS_WITHOUT_LOGIN.contains(entryPoint.getClass());
		return withoutLogin ? ChainSupport.NO_LOGIN : ChainSupport.DEPENDS_ON_ENTRY_POINT;
	}

	private boolean hasLoginOfItsOwn() {
		return (this.login instanceof LoginUrlAuthenticationEntryPoint)
				? this.customLoginPage || this.loginPageGenerated : this.login != null;
	}

	private static @Nullable String path(AuthenticationEntryPoint login) {
		if (login instanceof LoginUrlAuthenticationEntryPoint page && page.getLoginFormUrl().startsWith("/")) {
			return page.getLoginFormUrl().split("[?#]", 2)[0];
		}
		return null;
	}

	/**
	 * Takes the entry point of one kind of login. A page, which offers every kind, is
	 * better than the way straight to a provider.
	 */
	private final class LoginPostProcessor implements ObjectPostProcessor<AuthenticationEntryPoint> {

		private final AbstractAuthenticationFilterConfigurer<?, ?, ?> configurer;

		private LoginPostProcessor(AbstractAuthenticationFilterConfigurer<?, ?, ?> configurer) {
			this.configurer = configurer;
		}

		@Override
		public <O extends AuthenticationEntryPoint> O postProcess(O entryPoint) {
			boolean page = entryPoint instanceof LoginUrlAuthenticationEntryPoint;
			boolean better = page && (!(ChainParts.this.login instanceof LoginUrlAuthenticationEntryPoint)
					|| (this.configurer.isCustomLoginPage() && !ChainParts.this.customLoginPage));
			if (ChainParts.this.login == null || better) {
				ChainParts.this.login = entryPoint;
				ChainParts.this.customLoginPage = page && this.configurer.isCustomLoginPage();
			}
			return entryPoint;
		}

	}

}
