package io.github.sessionexpiry.server;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.github.sessionexpiry.config.SessionExpiryConfigurer;
import io.github.sessionexpiry.web.AjaxRequestMatcher;
import io.github.sessionexpiry.web.LoginRequiredReason;
import io.github.sessionexpiry.web.LoginRequiredReasonResolver;
import io.github.sessionexpiry.web.LoginUrlResolver;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.HttpStatusEntryPoint;
import org.springframework.security.web.authentication.LoginUrlAuthenticationEntryPoint;
import org.springframework.security.web.savedrequest.HttpSessionRequestCache;
import org.springframework.security.web.savedrequest.NullRequestCache;
import org.springframework.security.web.savedrequest.RequestCache;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.UrlBasedCorsConfigurationSource;

/**
 * Set-ups of Spring Security, each as an application would write it.
 */
public final class Setups {

	private Setups() {
	}

	/**
	 * Spring Boot's own chain: form login and HTTP Basic.
	 */
	@Configuration(proxyBeanMethods = false)
	public static class BootDefault {

	}

	@Configuration(proxyBeanMethods = false)
	public static class FormLogin {

		@Bean
		SecurityFilterChain chain(HttpSecurity http) {
			return http
				.authorizeHttpRequests((requests) -> requests.requestMatchers("/public/**")
					.permitAll()
					.requestMatchers("/admin/**")
					.hasRole("ADMIN")
					.anyRequest()
					.authenticated())
				.formLogin(Customizer.withDefaults())
				.build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	public static class CustomLoginPage {

		@Bean
		SecurityFilterChain chain(HttpSecurity http) {
			return http
				.authorizeHttpRequests(
						(requests) -> requests.requestMatchers("/public/**").permitAll().anyRequest().authenticated())
				.formLogin((form) -> form.loginPage("/signin").permitAll())
				.build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	public static class HttpBasic {

		@Bean
		SecurityFilterChain chain(HttpSecurity http) {
			return http.authorizeHttpRequests((requests) -> requests.anyRequest().authenticated())
				.httpBasic(Customizer.withDefaults())
				.build();
		}

	}

	/**
	 * A login of the application's own making: it knows only the entry point.
	 */
	@Configuration(proxyBeanMethods = false)
	public static class ExplicitLoginEntryPoint {

		@Bean
		SecurityFilterChain chain(HttpSecurity http) {
			return http
				.authorizeHttpRequests((requests) -> requests.requestMatchers("/public/**", "/signin")
					.permitAll()
					.anyRequest()
					.authenticated())
				.exceptionHandling((exceptions) -> exceptions
					.authenticationEntryPoint(new LoginUrlAuthenticationEntryPoint("/signin")))
				.build();
		}

	}

	/**
	 * A single-page application: it logs in by a script, and has no page for it.
	 */
	@Configuration(proxyBeanMethods = false)
	public static class ExplicitUnauthorized {

		@Bean
		SecurityFilterChain chain(HttpSecurity http) {
			return http
				.authorizeHttpRequests(
						(requests) -> requests.requestMatchers("/public/**").permitAll().anyRequest().authenticated())
				.formLogin(Customizer.withDefaults())
				.exceptionHandling((exceptions) -> exceptions
					.authenticationEntryPoint(new HttpStatusEntryPoint(HttpStatus.UNAUTHORIZED)))
				.build();
		}

	}

	/**
	 * The same with a login page of its own.
	 */
	@Configuration(proxyBeanMethods = false)
	public static class ExplicitUnauthorizedWithLoginPage {

		@Bean
		SecurityFilterChain chain(HttpSecurity http) {
			return http
				.authorizeHttpRequests(
						(requests) -> requests.requestMatchers("/public/**").permitAll().anyRequest().authenticated())
				.formLogin((form) -> form.loginPage("/signin").permitAll())
				.exceptionHandling((exceptions) -> exceptions
					.authenticationEntryPoint(new HttpStatusEntryPoint(HttpStatus.UNAUTHORIZED))
					.accessDeniedHandler((request, response, exception) -> response.setStatus(418)))
				.build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	public static class InvalidSessionUrl {

		@Bean
		SecurityFilterChain chain(HttpSecurity http) {
			return http
				.authorizeHttpRequests(
						(requests) -> requests.requestMatchers("/public/**").permitAll().anyRequest().authenticated())
				.formLogin(Customizer.withDefaults())
				.sessionManagement((sessions) -> sessions.invalidSessionUrl("/public/hello"))
				.build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	public static class OneSession {

		@Bean
		SecurityFilterChain chain(HttpSecurity http) {
			return http
				.authorizeHttpRequests(
						(requests) -> requests.requestMatchers("/public/**").permitAll().anyRequest().authenticated())
				.formLogin(Customizer.withDefaults())
				.sessionManagement((sessions) -> sessions.maximumSessions(1))
				.build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	public static class OneSessionWithExpiredUrl {

		@Bean
		SecurityFilterChain chain(HttpSecurity http) {
			return http
				.authorizeHttpRequests(
						(requests) -> requests.requestMatchers("/public/**").permitAll().anyRequest().authenticated())
				.formLogin(Customizer.withDefaults())
				.sessionManagement((sessions) -> sessions.maximumSessions(1).expiredUrl("/public/hello"))
				.build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	public static class StatelessApiAndWeb {

		@Bean
		@Order(1)
		SecurityFilterChain api(HttpSecurity http) {
			return http.securityMatcher("/api/**")
				.authorizeHttpRequests((requests) -> requests.anyRequest().authenticated())
				.sessionManagement((sessions) -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
				.httpBasic(Customizer.withDefaults())
				.build();
		}

		@Bean
		@Order(2)
		SecurityFilterChain web(HttpSecurity http) {
			return http
				.authorizeHttpRequests(
						(requests) -> requests.requestMatchers("/public/**").permitAll().anyRequest().authenticated())
				.formLogin(Customizer.withDefaults())
				.build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	public static class Cors {

		@Bean
		SecurityFilterChain chain(HttpSecurity http) {
			CorsConfiguration cors = new CorsConfiguration();
			cors.setAllowedOrigins(List.of("https://partner.example"));
			cors.setAllowCredentials(true);
			cors.setExposedHeaders(List.of("X-Total"));
			UrlBasedCorsConfigurationSource source = new UrlBasedCorsConfigurationSource();
			source.registerCorsConfiguration("/**", cors);
			return http.authorizeHttpRequests((requests) -> requests.anyRequest().authenticated())
				.formLogin(Customizer.withDefaults())
				.cors((configurer) -> configurer.configurationSource(source))
				.build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	public static class RememberMe {

		@Bean
		SecurityFilterChain chain(HttpSecurity http) {
			return http
				.authorizeHttpRequests((requests) -> requests.requestMatchers("/public/**")
					.permitAll()
					.requestMatchers("/admin/**")
					.fullyAuthenticated()
					.anyRequest()
					.authenticated())
				.formLogin(Customizer.withDefaults())
				.rememberMe((rememberMe) -> rememberMe.alwaysRemember(true).key("test"))
				.build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	public static class DisabledForAChain {

		@Bean
		SecurityFilterChain chain(HttpSecurity http) {
			return http.authorizeHttpRequests((requests) -> requests.anyRequest().authenticated())
				.formLogin(Customizer.withDefaults())
				.with(SessionExpiryConfigurer.sessionExpiry(), (sessionExpiry) -> sessionExpiry.disable())
				.build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	public static class CustomizedForAChain {

		@Bean
		SecurityFilterChain chain(HttpSecurity http) {
			return http.authorizeHttpRequests((requests) -> requests.anyRequest().authenticated())
				.formLogin(Customizer.withDefaults())
				.with(SessionExpiryConfigurer.sessionExpiry(),
						(sessionExpiry) -> sessionExpiry
							.ajaxRequestMatcher((request) -> request.getRequestURI().startsWith("/api/"))
							.authenticationEntryPoint((request, response, exception) -> response.setStatus(499)))
				.build();
		}

	}

	/**
	 * Two areas with a login each; neither covers the endpoints.
	 */
	@Configuration(proxyBeanMethods = false)
	public static class TwoLogins {

		@Bean
		@Order(1)
		SecurityFilterChain admin(HttpSecurity http) {
			return http.securityMatcher("/admin/**")
				.authorizeHttpRequests((requests) -> requests.anyRequest().authenticated())
				.formLogin((form) -> form.loginPage("/admin/signin").permitAll())
				.build();
		}

		@Bean
		@Order(2)
		SecurityFilterChain web(HttpSecurity http) {
			return http.securityMatcher("/page", "/login")
				.authorizeHttpRequests((requests) -> requests.anyRequest().authenticated())
				.formLogin(Customizer.withDefaults())
				.build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableWebSecurity(debug = true)
	public static class TwoLoginsInDebugMode extends TwoLogins {

	}

	/**
	 * A request cache of the application's own, which would remember anything.
	 */
	@Configuration(proxyBeanMethods = false)
	public static class OwnRequestCache {

		@Bean
		RequestCache requestCache() {
			HttpSessionRequestCache requestCache = new HttpSessionRequestCache();
			requestCache.setRequestMatcher((request) -> true);
			return requestCache;
		}

		@Bean
		SecurityFilterChain chain(HttpSecurity http) {
			return http.authorizeHttpRequests((requests) -> requests.anyRequest().authenticated())
				.formLogin(Customizer.withDefaults())
				.build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	public static class NoRequestCache {

		@Bean
		SecurityFilterChain chain(HttpSecurity http) {
			return http.authorizeHttpRequests((requests) -> requests.anyRequest().authenticated())
				.formLogin(Customizer.withDefaults())
				.requestCache((requestCache) -> requestCache.requestCache(new NullRequestCache()))
				.build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	public static class Observed extends FormLogin {

		@Bean
		ObservationRegistry observationRegistry(ObservedErrors errors) {
			ObservationRegistry registry = ObservationRegistry.create();
			registry.observationConfig().observationHandler(errors);
			return registry;
		}

		@Bean
		ObservedErrors observedErrors() {
			return new ObservedErrors();
		}

	}

	/**
	 * The errors that Spring Security has noted.
	 */
	static class ObservedErrors implements ObservationHandler<Observation.Context> {

		private final Set<Class<?>> types = ConcurrentHashMap.newKeySet();

		@Override
		public void onError(Observation.Context context) {
			this.types.add(Objects.requireNonNull(context.getError()).getClass());
		}

		@Override
		public boolean supportsContext(Observation.Context context) {
			return true;
		}

		Set<Class<?>> types() {
			return this.types;
		}

	}

	/**
	 * The examples of the reference: each part replaced by a bean of the application.
	 */
	@Configuration(proxyBeanMethods = false)
	public static class OwnBeans extends FormLogin {

		@Bean
		AjaxRequestMatcher ajaxRequestMatcher() {
			AjaxRequestMatcher byHeaders = AjaxRequestMatcher.byHeaders();
			return (request) -> request.getRequestURI().startsWith("/admin/") || byHeaders.matches(request);
		}

		@Bean
		LoginUrlResolver loginUrlResolver() {
			return (request) -> "/welcome?from=" + request.getServerName();
		}

		@Bean
		LoginRequiredReasonResolver reasonResolver() {
			return (request) -> (request.getHeader("X-Kiosk") != null) ? new LoginRequiredReason("kiosk_closed")
					: LoginRequiredReason.of(request);
		}

	}

	/**
	 * Each part replaced for one chain, beside one that has the defaults.
	 */
	@Configuration(proxyBeanMethods = false)
	public static class OwnPartsForAChain {

		@Bean
		@Order(1)
		SecurityFilterChain own(HttpSecurity http) {
			return http.securityMatcher("/api/**")
				.authorizeHttpRequests((requests) -> requests.anyRequest().authenticated())
				.formLogin(Customizer.withDefaults())
				.with(SessionExpiryConfigurer.sessionExpiry(),
						(sessionExpiry) -> sessionExpiry.loginUrlResolver((request) -> "/mine")
							.reasonResolver((request) -> new LoginRequiredReason("closed"))
							.responseWriter((request, response, loginRequired) -> {
								response.setStatus(419);
								response.setHeader("X-Login", loginRequired.loginUrl());
								response.setHeader("X-Reason", loginRequired.reason().code());
							}))
				.build();
		}

		@Bean
		@Order(2)
		SecurityFilterChain web(HttpSecurity http) {
			return http.authorizeHttpRequests((requests) -> requests.anyRequest().authenticated())
				.formLogin(Customizer.withDefaults())
				.build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	public static class WithoutCsrf {

		@Bean
		SecurityFilterChain chain(HttpSecurity http) {
			return http.authorizeHttpRequests((requests) -> requests.anyRequest().authenticated())
				.formLogin(Customizer.withDefaults())
				.csrf((csrf) -> csrf.disable())
				.build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	public static class CsrfForSinglePageApplication {

		@Bean
		SecurityFilterChain chain(HttpSecurity http) {
			return http.authorizeHttpRequests((requests) -> requests.anyRequest().authenticated())
				.formLogin(Customizer.withDefaults())
				.csrf((csrf) -> csrf.spa())
				.build();
		}

	}

	/**
	 * Creates a session for everybody, and lets nobody see anything.
	 */
	@Configuration(proxyBeanMethods = false)
	public static class EagerSessions {

		@Bean
		SecurityFilterChain chain(HttpSecurity http) {
			return http.authorizeHttpRequests((requests) -> requests.anyRequest().denyAll())
				.formLogin(Customizer.withDefaults())
				.sessionManagement((sessions) -> sessions.sessionCreationPolicy(SessionCreationPolicy.ALWAYS))
				.build();
		}

	}

}
