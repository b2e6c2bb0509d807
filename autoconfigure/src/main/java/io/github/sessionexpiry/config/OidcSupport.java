package io.github.sessionexpiry.config;

import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;

import io.github.sessionexpiry.endpoint.ChannelPage;
import io.github.sessionexpiry.endpoint.LoginEndpointFilter;
import io.github.sessionexpiry.endpoint.RefreshEndpointFilter;
import io.github.sessionexpiry.endpoint.ResetEndpointFilter;
import io.github.sessionexpiry.oidc.BrowserRenewal;
import io.github.sessionexpiry.oidc.OidcLogoutNotice;
import io.github.sessionexpiry.oidc.OidcRenewalFilter;
import io.github.sessionexpiry.oidc.OidcRenewalSettings;
import io.github.sessionexpiry.oidc.OidcSession;
import io.github.sessionexpiry.oidc.ProviderProbe;
import io.github.sessionexpiry.oidc.RenewalCallbackFilter;
import io.github.sessionexpiry.oidc.RenewalTimes;
import io.github.sessionexpiry.oidc.TokenRenewal;
import io.github.sessionexpiry.session.EndedSessionFilter;
import io.github.sessionexpiry.web.AjaxRequestMatcher;
import io.github.sessionexpiry.web.LoggedIn;
import io.github.sessionexpiry.web.RefreshRequiredAnswer;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationContext;
import org.springframework.security.config.ObjectPostProcessor;
import org.springframework.security.config.annotation.SecurityConfigurerAdapter;
import org.springframework.security.config.annotation.web.HttpSecurityBuilder;
import org.springframework.security.config.annotation.web.configurers.LogoutConfigurer;
import org.springframework.security.config.annotation.web.configurers.oauth2.client.OAuth2LoginConfigurer;
import org.springframework.security.core.context.SecurityContextHolderStrategy;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClientManager;
import org.springframework.security.oauth2.client.oidc.session.OidcSessionRegistry;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizationRequestRedirectFilter;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizedClientRepository;
import org.springframework.security.oauth2.client.web.OAuth2LoginAuthenticationFilter;
import org.springframework.security.web.authentication.session.CompositeSessionAuthenticationStrategy;
import org.springframework.security.web.authentication.session.SessionAuthenticationStrategy;
import org.springframework.security.web.context.SecurityContextRepository;
import org.springframework.security.web.csrf.CsrfFilter;

/**
 * What a chain with {@code oauth2Login()} has besides. The class is loaded for such a
 * chain only, as it takes Spring Security's OAuth 2.0 client.
 *
 * @param <H> the type of builder
 */
final class OidcSupport<H extends HttpSecurityBuilder<H>> implements ObjectPostProcessor<Object> {

	private final SessionExpiryDefaults defaults;

	private final LoggedIn loggedIn;

	private final SecurityContextHolderStrategy securityContextHolderStrategy;

	private @Nullable OAuth2AuthorizationRequestRedirectFilter redirectFilter;

	private @Nullable OAuth2LoginAuthenticationFilter loginFilter;

	OidcSupport(SessionExpiryDefaults defaults, SecurityContextHolderStrategy securityContextHolderStrategy) {
		this.defaults = defaults;
		this.loggedIn = new LoggedIn(securityContextHolderStrategy);
		this.securityContextHolderStrategy = securityContextHolderStrategy;
	}

	@SuppressWarnings("unchecked")
	void init(H http) {
		((SecurityConfigurerAdapter<?, ?>) http.getConfigurer(OAuth2LoginConfigurer.class))
			.addObjectPostProcessor(this);
		LogoutConfigurer<H> logout = http.getConfigurer(LogoutConfigurer.class);
		if (logout != null) {
			logout.addLogoutHandler(new OidcLogoutNotice(this.defaults.endedSessions()));
		}
		SessionAuthenticationStrategy strategy = http.getSharedObject(SessionAuthenticationStrategy.class);
		OidcRenewalSettings settings = this.defaults.oidcRenewal();
		if (settings != null && strategy != null) {
			http.setSharedObject(SessionAuthenticationStrategy.class, new CompositeSessionAuthenticationStrategy(
					List.of(strategy, new RenewalTimes(settings.interval()))));
		}
	}

	@Override
	public <O> O postProcess(O object) {
		if (object instanceof OAuth2AuthorizationRequestRedirectFilter filter) {
			this.redirectFilter = filter;
		}
		else if (object instanceof OAuth2LoginAuthenticationFilter filter) {
			this.loginFilter = filter;
		}
		return object;
	}

	void configure(H http, AjaxRequestMatcher scripts, Predicate<HttpServletRequest> publicRequest,
			ChannelPage channelPage) {
		http.addFilterBefore(new EndedSessionFilter(this.defaults.endedSessions(), this.loggedIn), CsrfFilter.class);
		OidcRenewalSettings settings = this.defaults.oidcRenewal();
		if (settings != null) {
			configureRenewal(http, settings, scripts, publicRequest, channelPage);
		}
	}

	private void configureRenewal(H http, OidcRenewalSettings settings, AjaxRequestMatcher scripts,
			Predicate<HttpServletRequest> publicRequest, ChannelPage channelPage) {
		String basePath = this.defaults.settings().basePath();
		RenewalTimes times = new RenewalTimes(settings.interval());
		OidcSession session = new OidcSession(settings, times, this.loggedIn, this.securityContextHolderStrategy,
				http.getSharedObject(SecurityContextRepository.class), this.defaults.endedSessions());
		ProviderProbe providerProbe = new ProviderProbe(
				Objects.requireNonNull(find(http, ClientRegistrationRepository.class)));
		BrowserRenewal browserRenewal = new BrowserRenewal(basePath, session, times, providerProbe, channelPage,
				() -> this.redirectFilter);
		http.addFilterBefore(new RenewalCallbackFilter(session, times, browserRenewal, () -> this.loginFilter,
				() -> http.getSharedObject(OidcSessionRegistry.class)), OAuth2LoginAuthenticationFilter.class);
		http.addFilterAfter(new RefreshEndpointFilter(basePath, this.loggedIn, browserRenewal, channelPage),
				LoginEndpointFilter.class);
		http.addFilterAfter(
				new OidcRenewalFilter(settings, times, session, scripts, this.defaults.passiveRequestMatcher(),
						publicRequest, providerProbe, tokenRenewal(http, session, times), browserRenewal,
						new RefreshRequiredAnswer(this.defaults.settings(), this.defaults.messages())),
				ResetEndpointFilter.class);
	}

	private @Nullable TokenRenewal tokenRenewal(H http, OidcSession session, RenewalTimes times) {
		OAuth2AuthorizedClientManager clientManager = find(http, OAuth2AuthorizedClientManager.class);
		OAuth2AuthorizedClientRepository clientRepository = find(http, OAuth2AuthorizedClientRepository.class);
		return (clientManager != null && clientRepository != null)
				? new TokenRenewal(session, times, clientManager, clientRepository) : null;
	}

	private <T> @Nullable T find(H http, Class<T> type) {
		T shared = http.getSharedObject(type);
		return (shared != null) ? shared
				: http.getSharedObject(ApplicationContext.class).getBeanProvider(type).getIfUnique();
	}

	boolean isStartingRenewal(HttpServletRequest request) {
		return BrowserRenewal.isStarting(request);
	}

}
