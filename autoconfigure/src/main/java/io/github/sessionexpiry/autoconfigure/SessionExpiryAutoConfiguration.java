package io.github.sessionexpiry.autoconfigure;

import java.time.InstantSource;
import java.util.List;

import io.github.sessionexpiry.config.ChainReports;
import io.github.sessionexpiry.config.SessionExpiryConfigurer;
import io.github.sessionexpiry.config.SessionExpiryDefaults;
import io.github.sessionexpiry.endpoint.ChainRouter;
import io.github.sessionexpiry.endpoint.ScriptFilter;
import io.github.sessionexpiry.endpoint.SessionExpiryNotice;
import io.github.sessionexpiry.endpoint.UnavailableStatusFilter;
import io.github.sessionexpiry.form.KeptForms;
import io.github.sessionexpiry.session.AbsoluteTimeout;
import io.github.sessionexpiry.session.EndedSessions;
import io.github.sessionexpiry.session.PassiveRequestMatcher;
import io.github.sessionexpiry.web.AjaxRequestMatcher;
import io.github.sessionexpiry.web.DefaultLoginRequiredResponseWriter;
import io.github.sessionexpiry.web.DefaultLoginUrlResolver;
import io.github.sessionexpiry.web.LoginPageFilter;
import io.github.sessionexpiry.web.LoginPages;
import io.github.sessionexpiry.web.LoginRequiredEntryPoint;
import io.github.sessionexpiry.web.LoginRequiredInvalidSessionStrategy;
import io.github.sessionexpiry.web.LoginRequiredReason;
import io.github.sessionexpiry.web.LoginRequiredReasonResolver;
import io.github.sessionexpiry.web.LoginRequiredResponseWriter;
import io.github.sessionexpiry.web.LoginUrlResolver;
import io.github.sessionexpiry.web.SessionExpiryMessages;
import io.github.sessionexpiry.web.SessionExpirySettings;
import io.github.sessionexpiry.web.UserIds;
import jakarta.servlet.Filter;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.security.autoconfigure.web.servlet.SecurityFilterProperties;
import org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.ApplicationContext;
import org.springframework.context.MessageSource;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.FilterChainProxy;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.context.AbstractSecurityWebApplicationInitializer;
import org.springframework.security.web.session.InvalidSessionStrategy;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for session expiry support.
 *
 * @since 0.1.0
 */
@AutoConfiguration(before = ServletWebSecurityAutoConfiguration.class)
@ConditionalOnClass(HttpSecurity.class)
@ConditionalOnWebApplication(type = Type.SERVLET)
@ConditionalOnBooleanProperty(name = "session-expiry.enabled", matchIfMissing = true)
@EnableConfigurationProperties(SessionExpiryProperties.class)
public final class SessionExpiryAutoConfiguration {

	/*
	 * Ahead of Spring Security, which would want a login for the script, and might not
	 * have a chain for it.
	 */
	private static final int FILTER_ORDER = SecurityFilterProperties.DEFAULT_FILTER_ORDER - 10;

	@Bean
	@ConditionalOnMissingBean
	AjaxRequestMatcher ajaxRequestMatcher() {
		return AjaxRequestMatcher.byHeaders();
	}

	@Bean
	@ConditionalOnMissingBean
	LoginRequiredReasonResolver loginRequiredReasonResolver() {
		return LoginRequiredReason::of;
	}

	@Bean
	@ConditionalOnMissingBean
	LoginUrlResolver loginUrlResolver(SessionExpiryProperties properties) {
		String loginUrl = properties.getLoginUrl();
		return (loginUrl != null) ? (request) -> loginUrl : new DefaultLoginUrlResolver(properties.getBasePath());
	}

	@Bean
	@ConditionalOnMissingBean
	LoginRequiredResponseWriter loginRequiredResponseWriter(SessionExpiryProperties properties,
			SessionExpiryMessages messages) {
		return new DefaultLoginRequiredResponseWriter(properties.toSettings(), messages);
	}

	@Bean
	SessionExpiryMessages sessionExpiryMessages(MessageSource messageSource) {
		return new SessionExpiryMessages(messageSource);
	}

	@Bean
	SessionExpiryNotice sessionExpiryNotice(SessionExpiryMessages messages) {
		return new SessionExpiryNotice(messages);
	}

	/*
	 * By name, and not a candidate for others: an application may well have an entry
	 * point of its own as a bean, for something else, and inject it by its type.
	 */
	@Bean(defaultCandidate = false)
	@ConditionalOnMissingBean(name = "loginRequiredEntryPoint")
	LoginRequiredEntryPoint loginRequiredEntryPoint(LoginUrlResolver loginUrlResolver,
			LoginRequiredResponseWriter responseWriter) {
		return new LoginRequiredEntryPoint(loginUrlResolver, responseWriter);
	}

	@Bean(defaultCandidate = false)
	@ConditionalOnMissingBean(name = "loginRequiredInvalidSessionStrategy")
	LoginRequiredInvalidSessionStrategy loginRequiredInvalidSessionStrategy(
			@Qualifier("loginRequiredEntryPoint") AuthenticationEntryPoint entryPoint) {
		return new LoginRequiredInvalidSessionStrategy(entryPoint);
	}

	@Bean
	@ConditionalOnMissingBean
	SessionExpiryDefaults sessionExpiryDefaults(SessionExpiryProperties properties,
			AjaxRequestMatcher ajaxRequestMatcher, LoginRequiredReasonResolver reasonResolver,
			@Qualifier("loginRequiredEntryPoint") AuthenticationEntryPoint entryPoint,
			@Qualifier("loginRequiredInvalidSessionStrategy") InvalidSessionStrategy invalidSessionStrategy,
			LoginUrlResolver loginUrlResolver, LoginRequiredResponseWriter responseWriter,
			PassiveRequestMatcher passiveRequestMatcher, SessionExpiryMessages messages, Environment environment) {
		return new SessionExpiryDefaults(properties.toSettings(), ajaxRequestMatcher, reasonResolver, entryPoint,
				invalidSessionStrategy, loginUrlResolver, responseWriter, userIds(properties, environment),
				new AbsoluteTimeout(properties.getAbsoluteTimeout()), new EndedSessions(), passiveRequestMatcher,
				properties.getOidc().toSettings(), messages, new LoginPages());
	}

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnBooleanProperty("session-expiry.keep-forms")
	KeptForms sessionExpiryKeptForms(SessionExpiryDefaults defaults) {
		return new KeptForms(defaults.settings().basePath(), defaults.userIds(), defaults.loginPages(),
				InstantSource.system());
	}

	/*
	 * The name of an application is not secret, but it is the same on every node and
	 * after every start, without anybody having to see to it.
	 */
	private static UserIds userIds(SessionExpiryProperties properties, Environment environment) {
		String secret = properties.getUserIdSecret();
		return new UserIds((secret != null) ? secret
				: "session-expiry:" + environment.getProperty("spring.application.name", "application"));
	}

	@Bean
	@ConditionalOnMissingBean(name = "sessionExpiryHttpSecurityCustomizer")
	Customizer<HttpSecurity> sessionExpiryHttpSecurityCustomizer() {
		return (http) -> http.with(SessionExpiryConfigurer.sessionExpiry());
	}

	@Bean
	PassiveRequestMatcher passiveRequestMatcher(SessionExpiryProperties properties) {
		return new PassiveRequestMatcher(properties.getBasePath(), properties.getPassivePaths());
	}

	@Bean
	FilterRegistrationBean<ScriptFilter> sessionExpiryScriptFilter(SessionExpiryProperties properties) {
		SessionExpirySettings settings = properties.toSettings();
		return register(new ScriptFilter(settings), settings.basePath() + "/*");
	}

	@Bean
	FilterRegistrationBean<ChainRouter> sessionExpiryChainRouter(SessionExpiryProperties properties,
			@Qualifier(AbstractSecurityWebApplicationInitializer.DEFAULT_FILTER_NAME) ObjectProvider<FilterChainProxy> security) {
		return register(new ChainRouter(() -> chains(security)), properties.getBasePath() + "/*");
	}

	@Bean
	FilterRegistrationBean<UnavailableStatusFilter> sessionExpiryUnavailableStatusFilter(
			SessionExpiryProperties properties) {
		return register(new UnavailableStatusFilter(), properties.getBasePath() + "/status");
	}

	@Bean
	ChainReports sessionExpiryChainReports(
			@Qualifier(AbstractSecurityWebApplicationInitializer.DEFAULT_FILTER_NAME) ObjectProvider<FilterChainProxy> security) {
		return new ChainReports(() -> chains(security));
	}

	@Bean
	StartUpReport sessionExpiryStartUpReport(ApplicationContext applicationContext, SessionExpiryProperties properties,
			ChainReports reports) {
		return new StartUpReport(applicationContext, properties.getBasePath(), reports);
	}

	private static List<SecurityFilterChain> chains(ObjectProvider<FilterChainProxy> security) {
		return security.stream().flatMap((filterChainProxy) -> filterChainProxy.getFilterChains().stream()).toList();
	}

	@Bean
	FilterRegistrationBean<LoginPageFilter> sessionExpiryLoginPageFilter(SessionExpiryDefaults defaults) {
		return register(new LoginPageFilter(defaults.loginPages(), defaults.settings().loginPageHeader()), "/*");
	}

	private static <F extends Filter> FilterRegistrationBean<F> register(F filter, String urlPattern) {
		FilterRegistrationBean<F> registration = new FilterRegistrationBean<>(filter);
		registration.addUrlPatterns(urlPattern);
		registration.setOrder(FILTER_ORDER);
		return registration;
	}

}
