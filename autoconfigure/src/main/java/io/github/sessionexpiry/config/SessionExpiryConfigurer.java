package io.github.sessionexpiry.config;

import java.util.List;
import java.util.function.BiPredicate;

import io.github.sessionexpiry.endpoint.ChannelPage;
import io.github.sessionexpiry.endpoint.ExtendEndpointFilter;
import io.github.sessionexpiry.endpoint.KeptFormEndpointFilter;
import io.github.sessionexpiry.endpoint.LoginEndpointFilter;
import io.github.sessionexpiry.endpoint.RefreshEndpointFilter;
import io.github.sessionexpiry.endpoint.ResetEndpointFilter;
import io.github.sessionexpiry.endpoint.SessionStatus;
import io.github.sessionexpiry.endpoint.StatusEndpointFilter;
import io.github.sessionexpiry.form.DeniedFormFilter;
import io.github.sessionexpiry.form.FormKeeper;
import io.github.sessionexpiry.form.KeptFormFilter;
import io.github.sessionexpiry.form.KeptForms;
import io.github.sessionexpiry.oidc.OidcRenewalFilter;
import io.github.sessionexpiry.oidc.RenewalCallbackFilter;
import io.github.sessionexpiry.session.AbsoluteTimeout;
import io.github.sessionexpiry.session.AbsoluteTimeoutFilter;
import io.github.sessionexpiry.session.EndedSessionFilter;
import io.github.sessionexpiry.session.SessionTimingFilter;
import io.github.sessionexpiry.session.UserSessions;
import io.github.sessionexpiry.web.AjaxRequestMatcher;
import io.github.sessionexpiry.web.CsrfRefresh;
import io.github.sessionexpiry.web.LoggedIn;
import io.github.sessionexpiry.web.LoginRedirect;
import io.github.sessionexpiry.web.LoginRequiredAccessDeniedHandler;
import io.github.sessionexpiry.web.LoginRequiredAnswer;
import io.github.sessionexpiry.web.LoginRequiredEntryPoint;
import io.github.sessionexpiry.web.LoginRequiredFilter;
import io.github.sessionexpiry.web.LoginRequiredReasonResolver;
import io.github.sessionexpiry.web.LoginRequiredResponseWriter;
import io.github.sessionexpiry.web.LoginUrlResolver;
import io.github.sessionexpiry.web.PageRequestCache;
import io.github.sessionexpiry.web.RequestPath;
import io.github.sessionexpiry.web.UserChange;
import io.github.sessionexpiry.web.UserChangeFilter;
import io.micrometer.observation.ObservationRegistry;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.security.config.annotation.web.HttpSecurityBuilder;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.annotation.web.configurers.CsrfConfigurer;
import org.springframework.security.config.annotation.web.configurers.LogoutConfigurer;
import org.springframework.security.config.annotation.web.configurers.oauth2.client.OAuth2LoginConfigurer;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.security.web.access.ExceptionTranslationFilter;
import org.springframework.security.web.authentication.session.CompositeSessionAuthenticationStrategy;
import org.springframework.security.web.authentication.session.SessionAuthenticationStrategy;
import org.springframework.security.web.context.RequestAttributeSecurityContextRepository;
import org.springframework.security.web.context.SecurityContextRepository;
import org.springframework.security.web.csrf.CsrfFilter;
import org.springframework.security.web.header.HeaderWriterFilter;
import org.springframework.security.web.savedrequest.RequestCache;
import org.springframework.security.web.session.ConcurrentSessionFilter;
import org.springframework.security.web.util.matcher.RequestMatcher;
import org.springframework.util.Assert;

/**
 * Adds session expiry support to a chain that has a login to go to. With Spring Boot
 * every chain gets it; a chain is exempted by
 *
 * <pre>
 * http.with(sessionExpiry(), (sessionExpiry) -&gt; sessionExpiry.disable());
 * </pre>
 *
 * <h2>Security Filters</h2>
 *
 * Added are
 * <ul>
 * <li>{@link LoginRequiredFilter}, which answers script requests that nobody is logged in
 * for</li>
 * <li>{@link UserChangeFilter}, which refuses to do for one user what another one
 * meant</li>
 * <li>{@link AbsoluteTimeoutFilter}, if there is an absolute timeout</li>
 * <li>{@link SessionTimingFilter}, which tells pages how long their session lasts</li>
 * <li>{@link StatusEndpointFilter}, {@link ExtendEndpointFilter},
 * {@link LoginEndpointFilter} and {@link ResetEndpointFilter}, the endpoints</li>
 * <li>{@link EndedSessionFilter}, if the chain has {@code oauth2Login()}, and if sessions
 * are renewed with the provider, {@link OidcRenewalFilter}, {@link RenewalCallbackFilter}
 * and {@link RefreshEndpointFilter}</li>
 * <li>{@link DeniedFormFilter}, {@link KeptFormFilter} and
 * {@link KeptFormEndpointFilter}, if forms are kept</li>
 * </ul>
 * and others of the chain answer likewise: CSRF protection when a token is gone with its
 * session, concurrency control, and session management for an invalid session id. The
 * request cache remembers pages only. A chain without a login, or without state, is left
 * alone as a whole.
 *
 * <h2>Beans Used</h2>
 *
 * What is not set here is taken from the {@link SessionExpiryDefaults} bean. Without that
 * the configurer does nothing. Forms are kept where there is a {@link KeptForms} bean.
 * What it did is told to the {@link ChainReports} bean.
 *
 * @param <H> the type of builder
 * @since 0.1.0
 */
public final class SessionExpiryConfigurer<H extends HttpSecurityBuilder<H>>
		extends AbstractHttpConfigurer<SessionExpiryConfigurer<H>, H> {

	private final ChainParts parts = new ChainParts((request) -> this.goingOn.matches(request));

	private RequestMatcher goingOn = (request) -> false;

	private BiPredicate<HttpServletRequest, HttpServletResponse> forgotten = (request, response) -> false;

	private boolean stateless;

	private @Nullable OidcSupport<H> oidc;

	private @Nullable AjaxRequestMatcher ajaxRequestMatcher;

	private @Nullable LoginUrlResolver loginUrlResolver;

	private @Nullable LoginRequiredResponseWriter responseWriter;

	private @Nullable LoginRequiredReasonResolver reasonResolver;

	private @Nullable AuthenticationEntryPoint authenticationEntryPoint;

	/**
	 * Creates a configurer to be passed to {@link HttpSecurity#with}.
	 * @return the {@link SessionExpiryConfigurer}
	 */
	public static SessionExpiryConfigurer<HttpSecurity> sessionExpiry() {
		return new SessionExpiryConfigurer<>();
	}

	/**
	 * Sets what is a script request in this chain.
	 * @param ajaxRequestMatcher the matcher
	 * @return the {@link SessionExpiryConfigurer} for further customization
	 */
	public SessionExpiryConfigurer<H> ajaxRequestMatcher(AjaxRequestMatcher ajaxRequestMatcher) {
		Assert.notNull(ajaxRequestMatcher, "ajaxRequestMatcher must not be null");
		this.ajaxRequestMatcher = ajaxRequestMatcher;
		return this;
	}

	/**
	 * Sets where to log in from this chain.
	 * @param loginUrlResolver the resolver
	 * @return the {@link SessionExpiryConfigurer} for further customization
	 */
	public SessionExpiryConfigurer<H> loginUrlResolver(LoginUrlResolver loginUrlResolver) {
		Assert.notNull(loginUrlResolver, "loginUrlResolver must not be null");
		this.loginUrlResolver = loginUrlResolver;
		return this;
	}

	/**
	 * Sets what writes the answer to script requests in this chain.
	 * @param responseWriter the writer
	 * @return the {@link SessionExpiryConfigurer} for further customization
	 */
	public SessionExpiryConfigurer<H> responseWriter(LoginRequiredResponseWriter responseWriter) {
		Assert.notNull(responseWriter, "responseWriter must not be null");
		this.responseWriter = responseWriter;
		return this;
	}

	/**
	 * Sets what finds out why a login is required in this chain.
	 * @param reasonResolver the resolver
	 * @return the {@link SessionExpiryConfigurer} for further customization
	 */
	public SessionExpiryConfigurer<H> reasonResolver(LoginRequiredReasonResolver reasonResolver) {
		Assert.notNull(reasonResolver, "reasonResolver must not be null");
		this.reasonResolver = reasonResolver;
		return this;
	}

	/**
	 * Sets what answers script requests in this chain, in the place of the entry point
	 * that uses the other parts.
	 * @param authenticationEntryPoint the entry point
	 * @return the {@link SessionExpiryConfigurer} for further customization
	 */
	public SessionExpiryConfigurer<H> authenticationEntryPoint(AuthenticationEntryPoint authenticationEntryPoint) {
		Assert.notNull(authenticationEntryPoint, "authenticationEntryPoint must not be null");
		this.authenticationEntryPoint = authenticationEntryPoint;
		return this;
	}

	@Override
	@SuppressWarnings("unchecked")
	public void init(H http) {
		this.stateless = isStateless(http);
		if (this.stateless) {
			this.parts.collectExceptionHandlingFrom(http);
			return;
		}
		this.parts.collectFrom(http);
		SessionExpiryDefaults defaults = defaults(http);
		if (defaults != null) {
			exemptFromCsrfProtection(http, defaults.settings().basePath());
			timeFromLogin(http, defaults.absoluteTimeout());
			deleteCookiesAtLogout(http);
			if (http.getConfigurer(OAuth2LoginConfigurer.class) != null) {
				this.oidc = new OidcSupport<>(defaults, getSecurityContextHolderStrategy());
				this.oidc.init(http);
			}
		}
		http.setSharedObject(RequestCache.class, new PageRequestCache(http.getSharedObject(RequestCache.class),
				(request, response) -> this.forgotten.test(request, response)));
	}

	@SuppressWarnings("unchecked")
	private void exemptFromCsrfProtection(H http, String basePath) {
		CsrfConfigurer<H> csrf = http.getConfigurer(CsrfConfigurer.class);
		if (csrf != null) {
			csrf.ignoringRequestMatchers(ExtendEndpointFilter.requestMatcher(basePath));
		}
	}

	private void timeFromLogin(H http, AbsoluteTimeout absoluteTimeout) {
		SessionAuthenticationStrategy strategy = http.getSharedObject(SessionAuthenticationStrategy.class);
		if (absoluteTimeout.isSet() && strategy != null) {
			http.setSharedObject(SessionAuthenticationStrategy.class,
					new CompositeSessionAuthenticationStrategy(List.of(strategy, absoluteTimeout)));
		}
	}

	@SuppressWarnings("unchecked")
	private void deleteCookiesAtLogout(H http) {
		LogoutConfigurer<H> logout = http.getConfigurer(LogoutConfigurer.class);
		if (logout != null && keptForms(http) != null) {
			logout.deleteCookies(KeptForms.cookieNames());
		}
	}

	@Override
	public void configure(H http) {
		SessionExpiryDefaults defaults = defaults(http);
		ExceptionTranslationFilter exceptionTranslationFilter = this.parts.exceptionTranslationFilter();
		if (defaults == null || exceptionTranslationFilter == null) {
			return;
		}
		if (this.stateless) {
			report(http, exceptionTranslationFilter, ChainSupport.STATELESS, null);
			return;
		}
		AjaxRequestMatcher scripts = orDefault(this.ajaxRequestMatcher, defaults.ajaxRequestMatcher());
		LoggedIn loggedIn = new LoggedIn(getSecurityContextHolderStrategy());
		ApplicationLogin login = this.parts.login(exceptionTranslationFilter, getSecurityContextHolderStrategy());
		ApplicationEventPublisher eventPublisher = http.getSharedObject(ApplicationContext.class);
		LoginRequiredAnswer answer = answer(defaults, login, eventPublisher);
		UserChange userChange = new UserChange(loggedIn, defaults.userIds(), defaults.messages());
		ChannelPage channelPage = new ChannelPage(defaults.settings().basePath(), defaults.messages());
		LoginEndpointFilter loginEndpoint = new LoginEndpointFilter(defaults.settings().basePath(), scripts, loggedIn,
				http.getSharedObject(RequestCache.class), login.entryPoint(), login.page(), channelPage);
		LoginRedirect loginRedirect = new LoginRedirect(orDefault(this.reasonResolver, defaults.reasonResolver()),
				orDefault(this.loginUrlResolver, defaults.loginUrlResolver()), login.page(), eventPublisher);
		KeptForms keptForms = keptForms(http);
		FormKeeper formKeeper = (keptForms != null) ? new FormKeeper(keptForms, scripts, loggedIn, answer) : null;
		CsrfFilter csrfFilter = this.parts.csrfFilter();
		if (csrfFilter != null) {
			AccessDeniedHandler handler = new LoginRequiredAccessDeniedHandler(scripts, loggedIn, this.parts::isPublic,
					answer, loginRedirect, userChange, new CsrfRefresh(defaults.settings().basePath()),
					new CsrfAccessDeniedHandler(observationRegistry(http), exceptionTranslationFilter,
							getSecurityContextHolderStrategy(), this.parts.invalidSessionStrategy()));
			csrfFilter.setAccessDeniedHandler((formKeeper != null) ? formKeeper.ahead(handler) : handler);
		}
		LoginRequiredFilter loginRequiredFilter = postProcess(new LoginRequiredFilter(scripts, loggedIn, answer));
		http.addFilterAfter(loginRequiredFilter, ExceptionTranslationFilter.class);
		http.addFilterAfter(postProcess(new UserChangeFilter(userChange)), LoginRequiredFilter.class);
		if (defaults.absoluteTimeout().isSet()) {
			http.addFilterBefore(postProcess(new AbsoluteTimeoutFilter(defaults.absoluteTimeout(), loggedIn)),
					UserChangeFilter.class);
		}
		UserSessions sessions = new UserSessions(loggedIn, defaults.userIds(), defaults.absoluteTimeout());
		SessionStatus status = new SessionStatus(sessions,
				orDefault(this.loginUrlResolver, defaults.loginUrlResolver()));
		ChainSupport support = this.parts.support(exceptionTranslationFilter);
		if (!support.isLeftAlone()) {
			http.addFilterAfter(postProcess(new SessionTimingFilter(sessions)), HeaderWriterFilter.class);
		}
		http.addFilterAfter(postProcess(new StatusEndpointFilter(defaults.settings().basePath(), status)),
				ConcurrentSessionFilter.class);
		http.addFilterAfter(postProcess(new ExtendEndpointFilter(defaults.settings().basePath(), status, answer)),
				UserChangeFilter.class);
		http.addFilterAfter(postProcess(loginEndpoint), ExtendEndpointFilter.class);
		http.addFilterAfter(postProcess(new ResetEndpointFilter(defaults.settings().basePath(), loggedIn)),
				LoginEndpointFilter.class);
		if (keptForms != null && formKeeper != null) {
			keepForms(http, defaults, keptForms, formKeeper, scripts, loggedIn, loginRedirect);
		}
		if (this.oidc != null) {
			this.oidc.configure(http, scripts, this.parts::isPublic, channelPage);
		}
		if (login.page() != null) {
			defaults.loginPages().add(login.page());
		}
		report(http, loginRequiredFilter, support, login.page());
		this.forgotten = (request, response) -> isStartingRenewal(request)
				|| (scripts.matches(request) && answer.isPossible(request, response));
		this.goingOn = (request) -> scripts.matches(request)
				|| RequestPath.of(request).startsWith(defaults.settings().basePath() + "/");
	}

	private boolean isStartingRenewal(HttpServletRequest request) {
		return this.oidc != null && this.oidc.isStartingRenewal(request);
	}

	private void keepForms(H http, SessionExpiryDefaults defaults, KeptForms keptForms, FormKeeper formKeeper,
			AjaxRequestMatcher scripts, LoggedIn loggedIn, LoginRedirect loginRedirect) {
		http.addFilterAfter(
				postProcess(new KeptFormFilter(defaults.settings().basePath(), keptForms, scripts, loggedIn)),
				LoginRequiredFilter.class);
		http.addFilterAfter(postProcess(new DeniedFormFilter(formKeeper, loginRedirect)), LoginRequiredFilter.class);
		http.addFilterAfter(postProcess(
				new KeptFormEndpointFilter(defaults.settings().basePath(), keptForms, loggedIn, defaults.messages())),
				ResetEndpointFilter.class);
	}

	private @Nullable KeptForms keptForms(H http) {
		return http.getSharedObject(ApplicationContext.class).getBeanProvider(KeptForms.class).getIfAvailable();
	}

	private @Nullable SessionExpiryDefaults defaults(H http) {
		return http.getSharedObject(ApplicationContext.class)
			.getBeanProvider(SessionExpiryDefaults.class)
			.getIfAvailable();
	}

	private void report(H http, Filter filter, ChainSupport support, @Nullable String loginPage) {
		http.getSharedObject(ApplicationContext.class)
			.getBeanProvider(ChainReports.class)
			.ifAvailable((reports) -> reports.add(filter, support, loginPage));
	}

	private LoginRequiredAnswer answer(SessionExpiryDefaults defaults, ApplicationLogin login,
			ApplicationEventPublisher eventPublisher) {
		AuthenticationEntryPoint entryPoint = entryPoint(defaults);
		boolean ownWay = this.parts.invalidSessionStrategy() != null
				&& entryPoint == defaults.authenticationEntryPoint();
		return new LoginRequiredAnswer(login.exists(), orDefault(this.reasonResolver, defaults.reasonResolver()),
				entryPoint, ownWay ? defaults.invalidSessionStrategy() : null, eventPublisher);
	}

	private AuthenticationEntryPoint entryPoint(SessionExpiryDefaults defaults) {
		if (this.authenticationEntryPoint != null) {
			return this.authenticationEntryPoint;
		}
		if (this.loginUrlResolver == null && this.responseWriter == null) {
			return defaults.authenticationEntryPoint();
		}
		return new LoginRequiredEntryPoint(orDefault(this.loginUrlResolver, defaults.loginUrlResolver()),
				orDefault(this.responseWriter, defaults.responseWriter()));
	}

	private static <T> T orDefault(@Nullable T own, T common) {
		return (own != null) ? own : common;
	}

	private ObservationRegistry observationRegistry(H http) {
		return http.getSharedObject(ApplicationContext.class)
			.getBeanProvider(ObservationRegistry.class)
			.getIfUnique(() -> ObservationRegistry.NOOP);
	}

	private boolean isStateless(H http) {
		return http
			.getSharedObject(SecurityContextRepository.class) instanceof RequestAttributeSecurityContextRepository;
	}

}
