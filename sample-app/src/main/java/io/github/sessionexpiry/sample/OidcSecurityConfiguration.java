package io.github.sessionexpiry.sample;

import io.github.sessionexpiry.provider.Provider;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.security.autoconfigure.web.servlet.PathRequest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.oauth2.client.oidc.web.logout.OidcClientInitiatedLogoutSuccessHandler;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.security.oauth2.client.registration.ClientRegistrations;
import org.springframework.security.oauth2.client.registration.InMemoryClientRegistrationRepository;
import org.springframework.security.oauth2.core.oidc.OidcScopes;
import org.springframework.security.web.SecurityFilterChain;

/**
 * An ordinary login with OpenID Connect, at a provider that is started here, so that
 * nothing else is needed.
 */
@Configuration(proxyBeanMethods = false)
@Profile("oidc")
class OidcSecurityConfiguration {

	private static final String CLIENT = "field-notes";

	@Bean
	SecurityFilterChain securityFilterChain(HttpSecurity http, Provider provider,
			ClientRegistrationRepository registrations) {
		OidcClientInitiatedLogoutSuccessHandler logoutAtProvider = new OidcClientInitiatedLogoutSuccessHandler(
				registrations);
		logoutAtProvider.setPostLogoutRedirectUri("{baseUrl}/");
		// Without frame-src the hidden frame, in which a session is renewed, would not
		// get to the provider
		String policy = "default-src 'self'; frame-src 'self' " + provider.issuer();
		return http
			.authorizeHttpRequests(
					(requests) -> requests.requestMatchers(PathRequest.toStaticResources().atCommonLocations())
						.permitAll()
						.anyRequest()
						.authenticated())
			.oauth2Login(Customizer.withDefaults())
			.logout((logout) -> logout.logoutSuccessHandler(logoutAtProvider))
			.headers((headers) -> headers.contentSecurityPolicy((csp) -> csp.policyDirectives(policy)))
			.build();
	}

	/*
	 * Not by properties, because the provider has to be there when its metadata are read.
	 */
	@Bean
	ClientRegistrationRepository clientRegistrations(Provider provider) {
		return new InMemoryClientRegistrationRepository(ClientRegistrations.fromIssuerLocation(provider.issuer())
			.registrationId(CLIENT)
			.clientId(CLIENT)
			.clientSecret(CLIENT)
			.scope(OidcScopes.OPENID)
			.build());
	}

	@Bean
	Provider provider(@Value("${provider.port:9000}") int port, @Value("${server.port:8080}") int applicationPort) {
		return Provider.start(port, "http://localhost:" + applicationPort);
	}

}
