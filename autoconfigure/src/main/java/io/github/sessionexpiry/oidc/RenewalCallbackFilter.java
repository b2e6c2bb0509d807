package io.github.sessionexpiry.oidc;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.github.sessionexpiry.oidc.PendingRenewals.PendingRenewal;
import io.github.sessionexpiry.web.RequestDestination;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpMethod;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.client.oidc.session.OidcSessionInformation;
import org.springframework.security.oauth2.client.oidc.session.OidcSessionRegistry;
import org.springframework.security.oauth2.client.web.OAuth2LoginAuthenticationFilter;
import org.springframework.security.oauth2.core.endpoint.OAuth2ParameterNames;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.web.filter.GenericFilterBean;

/**
 * Receives the browser when it comes back from a renewal. The answer of the provider is
 * checked as that to a login, by the filter of the application's login, but what comes of
 * it is another thing: the same user goes on as if nothing had happened, and anybody else
 * has to log in. An answer that no renewal in the session has asked for goes on to that
 * filter, which refuses it.
 *
 * @since 0.1.0
 */
public final class RenewalCallbackFilter extends GenericFilterBean {

	private static final Log logger = LogFactory.getLog(RenewalCallbackFilter.class);

	/*
	 * The session keeps one authorization request. A later one has taken its place.
	 */
	private static final String SUPERSEDED = "authorization_request_not_found";

	private static final String STATE_PARAMETER = OAuth2ParameterNames.STATE + "=";

	private final OidcSession oidcSession;

	private final RenewalTimes times;

	private final BrowserRenewal browserRenewal;

	private final Supplier<@Nullable OAuth2LoginAuthenticationFilter> loginFilter;

	private final Supplier<@Nullable OidcSessionRegistry> sessionRegistry;

	/**
	 * Creates a new instance.
	 * @param oidcSession the session to renew
	 * @param times when that was tried
	 * @param browserRenewal knows the ways back
	 * @param loginFilter the filter of the chain that checks what the provider answers to
	 * a login; asked for when the first answer comes
	 * @param sessionRegistry knows which session of the provider a session belongs to, if
	 * the provider may end it; asked for likewise
	 */
	public RenewalCallbackFilter(OidcSession oidcSession, RenewalTimes times, BrowserRenewal browserRenewal,
			Supplier<@Nullable OAuth2LoginAuthenticationFilter> loginFilter,
			Supplier<@Nullable OidcSessionRegistry> sessionRegistry) {
		this.oidcSession = oidcSession;
		this.times = times;
		this.browserRenewal = browserRenewal;
		this.loginFilter = loginFilter;
		this.sessionRegistry = sessionRegistry;
	}

	@Override
	public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		if (!isAnswered((HttpServletRequest) request, (HttpServletResponse) response)) {
			chain.doFilter(request, response);
		}
	}

	private boolean isAnswered(HttpServletRequest request, HttpServletResponse response) throws IOException {
		OAuth2LoginAuthenticationFilter filter = this.loginFilter.get();
		String state = state(request);
		HttpSession session = (state != null) ? request.getSession(false) : null;
		PendingRenewal renewal = (session != null && state != null) ? PendingRenewals.find(session, state) : null;
		if (filter == null || session == null || renewal == null) {
			return false;
		}
		OidcLogin login = this.oidcSession.login();
		if (login == null) {
			// They have logged out since then, or in by other means: a renewal is no
			// login
			this.browserRenewal.askUser(request, response, renewal.target());
			return true;
		}
		try {
			PendingRenewals.remove(session, renewal);
			this.times.noteReturn(session);
			finish(request, response, session, login, renewal, filter);
		}
		catch (IllegalStateException ex) {
			if (!this.oidcSession.hasEnded(request, session)) {
				throw ex;
			}
			// Another request has ended the session in the meantime
			leave(request, response, session, renewal);
		}
		return true;
	}

	/*
	 * Not by the container, which would read an upload as well, or refuse a query that
	 * the application never looks at.
	 */
	private static @Nullable String state(HttpServletRequest request) {
		String query = request.getQueryString();
		if (query == null || !HttpMethod.GET.matches(request.getMethod())) {
			return null;
		}
		return Stream.of(query.split("&"))
			.filter((parameter) -> parameter.startsWith(STATE_PARAMETER))
			.findFirst()
			.map((parameter) -> decode(parameter.substring(STATE_PARAMETER.length())))
			.orElse(null);
	}

	private static @Nullable String decode(String value) {
		try {
			return URLDecoder.decode(value, StandardCharsets.UTF_8);
		}
		catch (IllegalArgumentException ex) {
			return null;
		}
	}

	private void finish(HttpServletRequest request, HttpServletResponse response, HttpSession session, OidcLogin login,
			PendingRenewal renewal, OAuth2LoginAuthenticationFilter filter) throws IOException {
		try {
			OidcLogin renewed = OidcLogin.of(filter.attemptAuthentication(request, response));
			if (renewed != null && renewed.isOfSameUser(login)) {
				succeed(request, response, session, login, renewed, renewal);
			}
			else {
				leave(request, response, session, renewal);
			}
		}
		catch (AuthenticationException ex) {
			fail(request, response, session, renewal, ex);
		}
	}

	private void succeed(HttpServletRequest request, HttpServletResponse response, HttpSession session, OidcLogin login,
			OidcLogin renewed, PendingRenewal renewal) throws IOException {
		if (this.oidcSession.hasEnded(request, session)) {
			leave(request, response, session, renewal);
			return;
		}
		if (this.oidcSession.renew(request, response, session, renewed.withFactorsOf(login))) {
			OidcSessionRegistry registry = this.sessionRegistry.get();
			if (registry != null && !Objects.equals(login.sessionId(), renewed.sessionId())) {
				registry.saveSessionInformation(
						new OidcSessionInformation(session.getId(), authorities(request), renewed.user()));
			}
		}
		this.browserRenewal.goOn(request, response, renewal.target());
	}

	/**
	 * Ends the session, and has somebody log in.
	 */
	private void leave(HttpServletRequest request, HttpServletResponse response, HttpSession session,
			PendingRenewal renewal) throws IOException {
		this.oidcSession.end(request, session);
		this.browserRenewal.askUser(request, response, renewal.target());
	}

	// What a log-out by the provider needs, if it goes through the log-out of the
	// application
	private static Map<String, String> authorities(HttpServletRequest request) {
		return (request.getAttribute(CsrfToken.class.getName()) instanceof CsrfToken csrfToken)
				? Map.of(csrfToken.getHeaderName(), csrfToken.getToken()) : Map.of();
	}

	private void fail(HttpServletRequest request, HttpServletResponse response, HttpSession session,
			PendingRenewal renewal, AuthenticationException failure) throws IOException {
		logger.debug("A session could not be renewed", failure);
		if (Unavailability.isReasonFor(failure)) {
			this.browserRenewal.goOnWithoutProvider(request, response, session, renewal.target());
			return;
		}
		if (SUPERSEDED.equals(Unavailability.code(failure))) {
			this.browserRenewal.goOn(request, response, renewal.target());
			return;
		}
		// In a frame a browser may well withhold the cookies of the provider, who then
		// knows nobody: in a window the user is maybe still logged in
		if (RequestDestination.isFrame(request)) {
			this.browserRenewal.askUser(request, response, renewal.target());
		}
		else {
			leave(request, response, session, renewal);
		}
	}

}
