package io.github.sessionexpiry.oidc;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.oauth2.client.OidcBackChannelLogoutHandler;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClientManager;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClientProviderBuilder;
import org.springframework.security.oauth2.client.oidc.session.InMemoryOidcSessionRegistry;
import org.springframework.security.oauth2.client.oidc.session.OidcSessionRegistry;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.security.oauth2.client.web.DefaultOAuth2AuthorizationRequestResolver;
import org.springframework.security.oauth2.client.web.DefaultOAuth2AuthorizedClientManager;
import org.springframework.security.oauth2.client.web.HttpSessionOAuth2AuthorizedClientRepository;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizedClientRepository;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.session.web.http.DefaultCookieSerializer;

/**
 * Set-ups of OpenID Connect, each as an application would write it.
 */
final class OidcSetups {

	private OidcSetups() {
	}

	private static HttpSecurity authorize(HttpSecurity http) {
		return http.authorizeHttpRequests(
				(requests) -> requests.requestMatchers("/public/**").permitAll().anyRequest().authenticated());
	}

	@Configuration(proxyBeanMethods = false)
	@Import(Client.Application.class)
	static class OidcLogin {

		@Bean
		SecurityFilterChain chain(HttpSecurity http) {
			return authorize(http).oauth2Login(Customizer.withDefaults()).build();
		}

	}

	/**
	 * An area with a provider beside one with a form, in the same session.
	 */
	@Configuration(proxyBeanMethods = false)
	@Import(Client.Application.class)
	static class OidcInOneOfTwoChains {

		@Bean
		UserDetailsService users() {
			return (name) -> User.withUsername(name).password("{noop}password").build();
		}

		@Bean
		@Order(1)
		SecurityFilterChain provider(HttpSecurity http) {
			return authorize(http.securityMatcher("/api/**", "/public/**", "/oauth2/**", "/login/oauth2/**"))
				.oauth2Login(Customizer.withDefaults())
				.build();
		}

		@Bean
		@Order(2)
		SecurityFilterChain form(HttpSecurity http) {
			return authorize(http).formLogin(Customizer.withDefaults()).build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import(Client.Application.class)
	static class OidcAndFormLogin {

		@Bean
		UserDetailsService users() {
			return (name) -> User.withUsername(name).password("{noop}password").build();
		}

		@Bean
		SecurityFilterChain chain(HttpSecurity http) {
			return authorize(http).oauth2Login(Customizer.withDefaults()).formLogin(Customizer.withDefaults()).build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class KeepsTokens extends OidcLogin {

		@Bean
		OAuth2AuthorizedClientManager authorizedClientManager(ClientRegistrationRepository registrations,
				OAuth2AuthorizedClientRepository clients) {
			DefaultOAuth2AuthorizedClientManager manager = new DefaultOAuth2AuthorizedClientManager(registrations,
					clients);
			manager.setAuthorizedClientProvider(
					OAuth2AuthorizedClientProviderBuilder.builder().authorizationCode().refreshToken().build());
			manager.setAuthorizationFailureHandler((exception, principal, attributes) -> {
			});
			return manager;
		}

	}

	/**
	 * For many nodes: the tokens are in the session too.
	 */
	@Configuration(proxyBeanMethods = false)
	static class TokensInSession extends OidcLogin {

		@Bean
		OAuth2AuthorizedClientRepository authorizedClientRepository() {
			return new HttpSessionOAuth2AuthorizedClientRepository();
		}

	}

	/**
	 * As Spring Security has to be told that the sessions are Spring Session's.
	 */
	@Configuration(proxyBeanMethods = false)
	static class BackChannelLogoutOfStoredSessions extends BackChannelLogout {

		@Bean
		OidcBackChannelLogoutHandler logoutHandler(OidcSessionRegistry sessionRegistry) {
			OidcBackChannelLogoutHandler handler = new OidcBackChannelLogoutHandler(sessionRegistry);
			handler.setSessionCookieName("SESSION");
			return handler;
		}

		@Bean
		OidcSessionRegistry sessionRegistry() {
			return new InMemoryOidcSessionRegistry();
		}

		@Bean
		DefaultCookieSerializer cookieSerializer() {
			DefaultCookieSerializer serializer = new DefaultCookieSerializer();
			serializer.setUseBase64Encoding(false);
			return serializer;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import(Client.Application.class)
	static class LogoutWithinSession {

		@Bean
		SecurityFilterChain chain(HttpSecurity http) {
			return authorize(http).oauth2Login(Customizer.withDefaults())
				.logout((logout) -> logout.invalidateHttpSession(false))
				.build();
		}

	}

	/**
	 * Everything that can be in another place is, and the application always goes to a
	 * page of its own after a login.
	 */
	@Configuration(proxyBeanMethods = false)
	@Import(Client.Application.class)
	static class OwnPlaces {

		@Bean
		SecurityFilterChain chain(HttpSecurity http, ClientRegistrationRepository registrations) {
			DefaultOAuth2AuthorizationRequestResolver resolver = new DefaultOAuth2AuthorizationRequestResolver(
					registrations, "/go");
			resolver.setAuthorizationRequestCustomizer(
					(request) -> request.additionalParameters((parameters) -> parameters.put("prompt", "login"))
						.parameters((parameters) -> parameters.put("ui_locales", "de")));
			return authorize(http)
				.oauth2Login((login) -> login.defaultSuccessUrl("/public/hello", true)
					.authorizationEndpoint((endpoint) -> endpoint.authorizationRequestResolver(resolver))
					.redirectionEndpoint((endpoint) -> endpoint.baseUri("/back/*")))
				.build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import(Client.Application.class)
	static class BackChannelLogout {

		@Bean
		SecurityFilterChain chain(HttpSecurity http) {
			return authorize(http).oauth2Login(Customizer.withDefaults())
				.oidcLogout((logout) -> logout.backChannel(Customizer.withDefaults()))
				.build();
		}

	}

}
