package io.github.sessionexpiry.oidc;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.github.sessionexpiry.endpoint.ChannelPage;
import io.github.sessionexpiry.endpoint.LoginEndpointFilter;
import io.github.sessionexpiry.endpoint.SessionRenewal;
import io.github.sessionexpiry.web.RequestDestination;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import jakarta.servlet.http.HttpSession;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.security.oauth2.client.ClientAuthorizationRequiredException;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizationRequestRedirectFilter;
import org.springframework.security.oauth2.core.endpoint.OAuth2ParameterNames;
import org.springframework.web.util.UriComponentsBuilder;
import org.springframework.web.util.UriUtils;

/**
 * Sends the browser to the provider for a renewal: by the authorization request that the
 * application itself would log the user in with, whatever resolver, repository and base
 * URI it has configured, and which is only told in addition to ask the user for nothing
 * ({@code prompt=none}; OpenID Connect Core 1.0, 3.1.2.1). That resolver can't be asked
 * for, but its filter uses it for a request that needs the user to authorize a client.
 *
 * @since 0.1.0
 */
public final class BrowserRenewal implements SessionRenewal {

	private static final String ATTRIBUTE = BrowserRenewal.class.getName();

	/*
	 * A token with hundreds of groups would make the answer too large for the container.
	 */
	private static final int MAX_HINT_LENGTH = 2048;

	private final String basePath;

	private final OidcSession oidcSession;

	private final RenewalTimes times;

	private final ProviderProbe providerProbe;

	private final ChannelPage channelPage;

	private final Supplier<@Nullable OAuth2AuthorizationRequestRedirectFilter> redirectFilter;

	/**
	 * Creates a new instance.
	 * @param basePath the path of the endpoints within the application
	 * @param oidcSession the session to renew
	 * @param times when that was tried
	 * @param providerProbe finds out whether the provider can be reached
	 * @param channelPage tells a frame that the user has to do something
	 * @param redirectFilter the filter of the chain that makes authorization requests;
	 * asked for when the first renewal is
	 */
	public BrowserRenewal(String basePath, OidcSession oidcSession, RenewalTimes times, ProviderProbe providerProbe,
			ChannelPage channelPage, Supplier<@Nullable OAuth2AuthorizationRequestRedirectFilter> redirectFilter) {
		this.basePath = basePath;
		this.oidcSession = oidcSession;
		this.times = times;
		this.providerProbe = providerProbe;
		this.channelPage = channelPage;
		this.redirectFilter = redirectFilter;
	}

	/**
	 * Returns whether the request is on its way to the provider, and so not to be
	 * remembered for the time after a login.
	 * @param request the request
	 * @return {@code true} if it is
	 */
	public static boolean isStarting(HttpServletRequest request) {
		return request.getAttribute(ATTRIBUTE) != null;
	}

	@Override
	public void start(HttpServletRequest request, HttpServletResponse response, @Nullable String target)
			throws IOException, ServletException {
		OidcLogin login = this.oidcSession.login();
		HttpSession session = request.getSession(false);
		OAuth2AuthorizationRequestRedirectFilter filter = this.redirectFilter.get();
		if (login == null || session == null || filter == null) {
			goOn(request, response, target);
			return;
		}
		if (!this.providerProbe.isReachable(login)) {
			goOnWithoutProvider(request, response, session, target);
			return;
		}
		this.times.noteDeparture(session);
		request.setAttribute(ATTRIBUTE, Boolean.TRUE);
		filter.doFilter(new AuthorizingRequest(request),
				new AuthorizationResponse(response, login, (state) -> PendingRenewals.add(session, state, target)),
				(rq, rs) -> {
					throw new ClientAuthorizationRequiredException(login.registrationId());
				});
	}

	/**
	 * Sends the user on to where the renewal was asked for.
	 */
	void goOn(HttpServletRequest request, HttpServletResponse response, @Nullable String target) throws IOException {
		response.sendRedirect((target != null) ? target : LoginEndpointFilter.url(request, this.basePath, null));
	}

	/**
	 * Sends the user on, or to the login if the session has to end because the provider
	 * can't be reached.
	 */
	void goOnWithoutProvider(HttpServletRequest request, HttpServletResponse response, HttpSession session,
			@Nullable String target) throws IOException {
		if (this.oidcSession.keepWithoutProvider(request, session)) {
			goOn(request, response, target);
		}
		else {
			askUser(request, response, target);
		}
	}

	/**
	 * Sends the user to the login, for which a frame is no place.
	 */
	void askUser(HttpServletRequest request, HttpServletResponse response, @Nullable String target) throws IOException {
		if (RequestDestination.isFrame(request)) {
			this.channelPage.sendRefreshFailed(request, response);
		}
		else {
			response.sendRedirect(LoginEndpointFilter.url(request, this.basePath, target));
		}
	}

	/**
	 * The request as the filter is to see it: for the first time, and for a login, as the
	 * redirect URI may say what it is for.
	 */
	private static final class AuthorizingRequest extends HttpServletRequestWrapper {

		private static final String ALREADY_FILTERED = ".FILTERED";

		AuthorizingRequest(HttpServletRequest request) {
			super(request);
		}

		@Override
		public @Nullable Object getAttribute(String name) {
			return name.endsWith(ALREADY_FILTERED) ? null : super.getAttribute(name);
		}

		@Override
		public @Nullable String getParameter(String name) {
			return name.equals("action") ? "login" : super.getParameter(name);
		}

	}

	/**
	 * Adds to the authorization request as it is sent.
	 */
	private static final class AuthorizationResponse extends HttpServletResponseWrapper {

		private final OidcLogin login;

		private final Consumer<String> states;

		AuthorizationResponse(HttpServletResponse response, OidcLogin login, Consumer<String> states) {
			super(response);
			this.login = login;
			this.states = states;
		}

		@Override
		public void sendRedirect(String location) throws IOException {
			super.sendRedirect(extend(location));
		}

		@Override
		public void setHeader(String name, String value) {
			super.setHeader(name, name.equalsIgnoreCase(HttpHeaders.LOCATION) ? extend(value) : value);
		}

		private String extend(String authorizationRequestUri) {
			UriComponentsBuilder uri = UriComponentsBuilder.fromUriString(authorizationRequestUri);
			String state = uri.build().getQueryParams().getFirst(OAuth2ParameterNames.STATE);
			if (state == null) {
				return authorizationRequestUri;
			}
			this.states.accept(UriUtils.decode(state, StandardCharsets.UTF_8));
			uri.replaceQueryParam("prompt", "none");
			String idToken = this.login.idToken().getTokenValue();
			if (idToken.length() <= MAX_HINT_LENGTH) {
				uri.replaceQueryParam("id_token_hint", idToken);
			}
			return uri.build().toUriString();
		}

	}

}
