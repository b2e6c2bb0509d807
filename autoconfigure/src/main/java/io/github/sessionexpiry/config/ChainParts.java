package io.github.sessionexpiry.config;

import java.util.List;

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
import org.springframework.security.config.annotation.web.configurers.oauth2.client.OAuth2LoginConfigurer;
import org.springframework.security.config.annotation.web.configurers.ott.OneTimeTokenLoginConfigurer;
import org.springframework.security.config.annotation.web.configurers.saml2.Saml2LoginConfigurer;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.access.ExceptionTranslationFilter;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.authentication.LoginUrlAuthenticationEntryPoint;
import org.springframework.security.web.authentication.ui.DefaultLoginPageGeneratingFilter;
import org.springframework.security.web.csrf.CsrfFilter;

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
			CsrfConfigurer.class, AuthorizeHttpRequestsConfigurer.class, DefaultLoginPageConfigurer.class);

	private @Nullable ExceptionTranslationFilter exceptionTranslationFilter;

	private @Nullable CsrfFilter csrfFilter;

	private @Nullable AuthorizationManager<HttpServletRequest> authorizationManager;

	private boolean loginPageGenerated;

	private @Nullable AuthenticationEntryPoint login;

	private boolean customLoginPage;

	void collectFrom(HttpSecurityBuilder<?> http) {
		for (Class<?> type : OTHER_CONFIGURERS) {
			SecurityConfigurerAdapter<?, ?> configurer = find(http, type);
			if (configurer != null) {
				configurer.addObjectPostProcessor(this);
			}
		}
		for (Class<?> type : LOGIN_CONFIGURERS) {
			if (find(http, type) instanceof AbstractAuthenticationFilterConfigurer<?, ?, ?> configurer) {
				configurer.addObjectPostProcessor(new LoginPostProcessor(configurer));
			}
		}
	}

	@SuppressWarnings({ "unchecked", "rawtypes" })
	private static @Nullable SecurityConfigurerAdapter<?, ?> find(HttpSecurityBuilder http, Class type) {
		return (SecurityConfigurerAdapter<?, ?>) http.getConfigurer(type);
	}

	@Override
	public <O> O postProcess(O object) {
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
		return object;
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
	 * Returns what starts the chain's own login.
	 * @return the entry point, or {@code null} if the chain has none, or only one whose
	 * page an explicit entry point has kept from being generated
	 */
	@Nullable AuthenticationEntryPoint login() {
		boolean pageIsMissing = this.login instanceof LoginUrlAuthenticationEntryPoint && !this.customLoginPage
				&& !this.loginPageGenerated;
		return pageIsMissing ? null : this.login;
	}

	/**
	 * Returns the path of the login page within the application.
	 * @return the path, or {@code null} if the login has no page of this application
	 */
	@Nullable String loginPage() {
		if (!(login() instanceof LoginUrlAuthenticationEntryPoint entryPoint)) {
			return null;
		}
		String url = entryPoint.getLoginFormUrl();
		return url.startsWith("/") ? url.split("[?#]", 2)[0] : null;
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
