package io.github.sessionexpiry.oidc;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import io.github.sessionexpiry.server.TestServer;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.core.endpoint.OAuth2ParameterNames;
import org.springframework.security.oauth2.core.oidc.OidcScopes;
import org.springframework.security.oauth2.core.oidc.endpoint.OidcParameterNames;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.JwsHeader;
import org.springframework.security.oauth2.jwt.JwtClaimsSet;
import org.springframework.security.oauth2.jwt.JwtEncoderParameters;
import org.springframework.security.oauth2.jwt.NimbusJwtEncoder;
import org.springframework.security.oauth2.server.authorization.client.InMemoryRegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.settings.ClientSettings;
import org.springframework.security.oauth2.server.authorization.settings.TokenSettings;
import org.springframework.security.oauth2.server.authorization.token.JwtEncodingContext;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenCustomizer;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.LoginUrlAuthenticationEntryPoint;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * An OpenID Connect provider, Spring Authorization Server, on a port of its own. Its
 * users are whoever types the password.
 */
final class Provider implements AutoCloseable {

	private final TestServer server;

	private final Switchboard switchboard;

	private Provider(TestServer server) {
		this.server = server;
		this.switchboard = server.context().getBean(Switchboard.class);
	}

	static Provider start() {
		return new Provider(TestServer.startProvider(Application.class, "session-expiry.enabled=false",
				"server.servlet.session.cookie.name=PROVIDER"));
	}

	TestServer server() {
		return this.server;
	}

	String origin() {
		return this.server.origin();
	}

	/**
	 * Registers an application.
	 * @param id its id, which is its secret as well
	 * @param redirectUri where it wants answers
	 * @param grantTypes what it may do besides logging users in
	 */
	void register(String id, String redirectUri, AuthorizationGrantType... grantTypes) {
		this.server.context()
			.getBean(InMemoryRegisteredClientRepository.class)
			.save(client(id, redirectUri, grantTypes));
	}

	private static RegisteredClient client(String id, String redirectUri, AuthorizationGrantType... grantTypes) {
		return RegisteredClient.withId(id)
			.clientId(id)
			.clientSecret("{noop}" + id)
			.clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_BASIC)
			.authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
			.authorizationGrantTypes((types) -> types.addAll(List.of(grantTypes)))
			.redirectUri(redirectUri)
			.scope(OidcScopes.OPENID)
			.clientSettings(ClientSettings.builder().requireProofKey(true).build())
			.tokenSettings(TokenSettings.builder().reuseRefreshTokens(false).build())
			.build();
	}

	/**
	 * Lets the provider answer requests to a path that contains the given text with a
	 * status; 0 lets it work again.
	 */
	void fail(String path, int status) {
		this.switchboard.failingPath = path;
		this.switchboard.status = status;
	}

	/**
	 * Lets the provider refuse a grant as invalid.
	 */
	void refuse(String grantType) {
		this.switchboard.refusedGrant = grantType;
	}

	void changeIdTokens(Consumer<JwtClaimsSet.Builder> change) {
		this.switchboard.idTokenChange = change;
	}

	/**
	 * Lets requests to a path that contains the given text wait until {@link #reset()}.
	 */
	void hold(String path) {
		this.switchboard.heldPath = path;
	}

	/**
	 * Lets answers to such requests begin at once, and end with {@link #reset()}.
	 */
	void holdBody(String path) {
		this.switchboard.bodyFirst = true;
		hold(path);
	}

	/**
	 * Returns how many requests are waiting.
	 */
	int held() {
		return this.switchboard.held.get();
	}

	void reset() {
		this.switchboard.heldPath = "";
		this.switchboard.bodyFirst = false;
		this.switchboard.status = 0;
		this.switchboard.refusedGrant = "";
		this.switchboard.idTokenChange = (claims) -> {
		};
		this.switchboard.grants.clear();
	}

	/**
	 * Returns the grants that have been asked for at the token endpoint.
	 */
	List<String> grants() {
		return this.switchboard.grants;
	}

	/**
	 * Returns a logout token as a provider sends it (OpenID Connect Back-Channel Logout
	 * 1.0, 2.4).
	 */
	String logoutToken(String clientId, String subject) {
		JwtClaimsSet claims = JwtClaimsSet.builder()
			.issuer(origin())
			.subject(subject)
			.audience(List.of(clientId))
			.issuedAt(Instant.now())
			.expiresAt(Instant.now().plus(Duration.ofMinutes(2)))
			.id(UUID.randomUUID().toString())
			.claim("events", Map.of("http://schemas.openid.net/event/backchannel-logout", Map.of()))
			.build();
		@SuppressWarnings("unchecked")
		JWKSource<SecurityContext> keys = this.server.context().getBean(JWKSource.class);
		return new NimbusJwtEncoder(keys)
			.encode(JwtEncoderParameters.from(JwsHeader.with(SignatureAlgorithm.RS256).type("logout+jwt").build(),
					claims))
			.getTokenValue();
	}

	@Override
	public void close() {
		this.server.close();
	}

	@Configuration(proxyBeanMethods = false)
	static class Application {

		/*
		 * As Spring Boot has it, but for the first rule: without that, nobody who is not
		 * logged in reaches the endpoint, which is to say so if it may not ask.
		 */
		@Bean
		@Order(1)
		SecurityFilterChain authorizationServer(HttpSecurity http) {
			return http.oauth2AuthorizationServer((server) -> {
				http.securityMatcher(server.getEndpointsMatcher());
				server.oidc(Customizer.withDefaults());
			})
				.authorizeHttpRequests((requests) -> requests
					.requestMatchers((request) -> "none".equals(request.getParameter("prompt")))
					.permitAll()
					.anyRequest()
					.authenticated())
				.exceptionHandling((exceptions) -> exceptions
					.authenticationEntryPoint(new LoginUrlAuthenticationEntryPoint("/login")))
				.build();
		}

		@Bean
		@Order(2)
		SecurityFilterChain login(HttpSecurity http) {
			return http.authorizeHttpRequests((requests) -> requests.anyRequest().authenticated())
				.formLogin(Customizer.withDefaults())
				.build();
		}

		@Bean
		UserDetailsService users() {
			return (name) -> User.withUsername(name).password("{noop}password").build();
		}

		@Bean
		RegisteredClientRepository clients() {
			return new InMemoryRegisteredClientRepository(client("nobody", "http://127.0.0.1/nowhere"));
		}

		@Bean
		Switchboard switchboard() {
			return new Switchboard();
		}

		@Bean
		OAuth2TokenCustomizer<JwtEncodingContext> idTokenCustomizer(Switchboard switchboard) {
			return (context) -> {
				if (OidcParameterNames.ID_TOKEN.equals(context.getTokenType().getValue())) {
					switchboard.idTokenChange.accept(context.getClaims());
				}
			};
		}

		@Bean
		FilterRegistrationBean<Switchboard> switchboardFilter(Switchboard switchboard) {
			FilterRegistrationBean<Switchboard> registration = new FilterRegistrationBean<>(switchboard);
			registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
			return registration;
		}

	}

	/**
	 * Notes what the provider is asked for, and decides whether it can answer.
	 */
	static final class Switchboard extends OncePerRequestFilter {

		private final List<String> grants = new CopyOnWriteArrayList<>();

		private volatile Consumer<JwtClaimsSet.Builder> idTokenChange = (claims) -> {
		};

		private final AtomicInteger held = new AtomicInteger();

		private volatile String heldPath = "";

		private volatile boolean bodyFirst;

		private volatile String failingPath = "";

		private volatile String refusedGrant = "";

		private volatile int status;

		@Override
		protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
				throws ServletException, IOException {
			@Nullable String grant = request.getParameter(OAuth2ParameterNames.GRANT_TYPE);
			if (grant != null) {
				this.grants.add(grant);
			}
			String path = this.heldPath;
			if (!path.isEmpty() && request.getRequestURI().contains(path)) {
				if (this.bodyFirst) {
					response.setContentLength(1000);
					response.getOutputStream().print("{");
					response.flushBuffer();
				}
				this.held.incrementAndGet();
				Awaitility.await().until(() -> this.heldPath.isEmpty());
				this.held.decrementAndGet();
			}
			if (this.refusedGrant.equals(grant)) {
				response.setStatus(400);
				response.setContentType("application/json");
				response.getWriter().write("{\"error\":\"invalid_grant\"}");
			}
			else if (this.status != 0 && request.getRequestURI().contains(this.failingPath)) {
				response.setStatus(this.status);
			}
			else {
				chain.doFilter(request, response);
			}
		}

	}

}
