package io.github.sessionexpiry.server;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.security.oauth2.client.registration.InMemoryClientRegistrationRepository;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.HttpStatusEntryPoint;
import org.springframework.security.web.authentication.LoginUrlAuthenticationEntryPoint;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.UrlBasedCorsConfigurationSource;

/**
 * Set-ups of Spring Security for {@link MatrixSetup}. Each has public URLs, protected
 * ones, and some that take an authority which nobody has.
 */
final class MatrixSetups {

	private MatrixSetups() {
	}

	/*
	 * Not a manager, which would replace the password by one that takes long to check.
	 */
	abstract static class Users {

		@Bean
		UserDetailsService users() {
			return (name) -> User.withUsername(name).password("{noop}password").build();
		}

	}

	private static HttpSecurity authorize(HttpSecurity http) {
		return http
			.authorizeHttpRequests((requests) -> requests.requestMatchers("/public/**", "/api/public/**", "/denied")
				.permitAll()
				.requestMatchers("/admin/**", "/api/admin/**")
				.hasRole("ADMIN")
				.anyRequest()
				.authenticated());
	}

	private static ClientRegistrationRepository providers(String... names) {
		return new InMemoryClientRegistrationRepository(Arrays.stream(names)
			.map((name) -> ClientRegistration.withRegistrationId(name)
				.clientId("client")
				.authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
				.redirectUri("{baseUrl}/login/oauth2/code/{registrationId}")
				.authorizationUri("https://%s.example/authorize".formatted(name))
				.tokenUri("https://%s.example/token".formatted(name))
				.build())
			.toList());
	}

	@Configuration(proxyBeanMethods = false)
	static class FormLogin extends Users {

		@Bean
		SecurityFilterChain chain(HttpSecurity http) {
			return authorize(http).formLogin(Customizer.withDefaults()).build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class CustomLoginPage extends Users {

		@Bean
		SecurityFilterChain chain(HttpSecurity http) {
			return authorize(http).formLogin((form) -> form.loginPage("/signin").permitAll()).build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class FormLoginAndHttpBasic extends Users {

		@Bean
		SecurityFilterChain chain(HttpSecurity http) {
			return authorize(http).formLogin(Customizer.withDefaults()).httpBasic(Customizer.withDefaults()).build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class HttpBasic extends Users {

		@Bean
		SecurityFilterChain chain(HttpSecurity http) {
			return authorize(http).httpBasic(Customizer.withDefaults()).build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OneProvider extends Users {

		@Bean
		ClientRegistrationRepository clientRegistrations() {
			return providers("acme");
		}

		@Bean
		SecurityFilterChain chain(HttpSecurity http) {
			return authorize(http).oauth2Login(Customizer.withDefaults()).build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class TwoProviders extends Users {

		@Bean
		ClientRegistrationRepository clientRegistrations() {
			return providers("acme", "globex");
		}

		@Bean
		SecurityFilterChain chain(HttpSecurity http) {
			return authorize(http).oauth2Login(Customizer.withDefaults()).build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OneTimeToken extends Users {

		@Bean
		SecurityFilterChain chain(HttpSecurity http) {
			return authorize(http)
				.oneTimeTokenLogin((oneTimeToken) -> oneTimeToken.tokenGenerationSuccessHandler(
						(request, response, token) -> response.sendRedirect("/public/hello")))
				.build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class RememberMe extends Users {

		@Bean
		SecurityFilterChain chain(HttpSecurity http) {
			return authorize(http).formLogin(Customizer.withDefaults())
				.rememberMe((rememberMe) -> rememberMe.alwaysRemember(true).key("test"))
				.build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class RedirectingEntryPoint extends Users {

		@Bean
		SecurityFilterChain chain(HttpSecurity http) {
			return authorize(http)
				.exceptionHandling((exceptions) -> exceptions
					.authenticationEntryPoint(new LoginUrlAuthenticationEntryPoint("/public/welcome")))
				.build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class UnauthorizedEntryPoint extends Users {

		@Bean
		SecurityFilterChain chain(HttpSecurity http) {
			return authorize(http).formLogin(Customizer.withDefaults())
				.exceptionHandling((exceptions) -> exceptions
					.authenticationEntryPoint(new HttpStatusEntryPoint(HttpStatus.UNAUTHORIZED)))
				.build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class UnauthorizedEntryPointAndLoginPage extends Users {

		@Bean
		SecurityFilterChain chain(HttpSecurity http) {
			return authorize(http).formLogin((form) -> form.loginPage("/signin").permitAll())
				.exceptionHandling((exceptions) -> exceptions
					.authenticationEntryPoint(new HttpStatusEntryPoint(HttpStatus.UNAUTHORIZED)))
				.build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class AccessDeniedHandler extends Users {

		@Bean
		SecurityFilterChain chain(HttpSecurity http) {
			return authorize(http).formLogin(Customizer.withDefaults())
				.exceptionHandling((exceptions) -> exceptions
					.accessDeniedHandler((request, response, exception) -> response.setStatus(418)))
				.build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class AccessDeniedPage extends Users {

		@Bean
		SecurityFilterChain chain(HttpSecurity http) {
			return authorize(http).formLogin(Customizer.withDefaults())
				.exceptionHandling((exceptions) -> exceptions.accessDeniedPage("/denied"))
				.build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class InvalidSessionUrl extends Users {

		@Bean
		SecurityFilterChain chain(HttpSecurity http) {
			return authorize(http).formLogin(Customizer.withDefaults())
				.sessionManagement((sessions) -> sessions.invalidSessionUrl("/public/gone"))
				.build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OneSession extends Users {

		@Bean
		SecurityFilterChain chain(HttpSecurity http) {
			return authorize(http).formLogin(Customizer.withDefaults())
				.sessionManagement((sessions) -> sessions.maximumSessions(1))
				.build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OneSessionWithExpiredUrl extends Users {

		@Bean
		SecurityFilterChain chain(HttpSecurity http) {
			return authorize(http).formLogin(Customizer.withDefaults())
				.sessionManagement((sessions) -> sessions.maximumSessions(1).expiredUrl("/public/gone"))
				.build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class SinglePage extends Users {

		@Bean
		SecurityFilterChain chain(HttpSecurity http) {
			return authorize(http).formLogin(Customizer.withDefaults()).csrf((csrf) -> csrf.spa()).build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class NoCsrfProtection extends Users {

		@Bean
		SecurityFilterChain chain(HttpSecurity http) {
			return authorize(http).formLogin(Customizer.withDefaults()).csrf(AbstractHttpConfigurer::disable).build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Cors extends Users {

		@Bean
		SecurityFilterChain chain(HttpSecurity http) {
			CorsConfiguration cors = new CorsConfiguration();
			cors.setAllowedOrigins(List.of(MatrixSetup.PARTNER));
			cors.setAllowedMethods(List.of("*"));
			cors.setAllowedHeaders(List.of("*"));
			cors.setAllowCredentials(true);
			cors.setExposedHeaders(List.of("X-Total"));
			UrlBasedCorsConfigurationSource source = new UrlBasedCorsConfigurationSource();
			source.registerCorsConfiguration("/**", cors);
			return authorize(http).formLogin(Customizer.withDefaults())
				.cors((configurer) -> configurer.configurationSource(source))
				.build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ApiAndWeb extends Users {

		@Bean
		@Order(1)
		SecurityFilterChain api(HttpSecurity http) {
			return authorize(http.securityMatcher("/api/**"))
				.sessionManagement((sessions) -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
				.csrf(AbstractHttpConfigurer::disable)
				.httpBasic(Customizer.withDefaults())
				.build();
		}

		@Bean
		@Order(2)
		SecurityFilterChain web(HttpSecurity http) {
			return authorize(http).formLogin(Customizer.withDefaults()).build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ResourceServer extends Users {

		@Bean
		JwtDecoder jwtDecoder() {
			return (token) -> Jwt.withTokenValue(token)
				.header("alg", "none")
				.subject("alice")
				.issuedAt(Instant.now())
				.build();
		}

		@Bean
		SecurityFilterChain chain(HttpSecurity http) {
			return authorize(http).oauth2ResourceServer((server) -> server.jwt(Customizer.withDefaults())).build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class FormLoginAndResourceServer extends ResourceServer {

		@Bean
		@Override
		SecurityFilterChain chain(HttpSecurity http) {
			return authorize(http).formLogin(Customizer.withDefaults())
				.oauth2ResourceServer((server) -> server.jwt(Customizer.withDefaults()))
				.build();
		}

	}

}
