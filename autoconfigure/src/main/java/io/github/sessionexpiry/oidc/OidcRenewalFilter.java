package io.github.sessionexpiry.oidc;

import java.io.IOException;
import java.util.function.Predicate;

import io.github.sessionexpiry.session.PassiveRequestMatcher;
import io.github.sessionexpiry.web.AjaxRequestMatcher;
import io.github.sessionexpiry.web.PageRequestMatcher;
import io.github.sessionexpiry.web.RefreshRequiredAnswer;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.web.filter.GenericFilterBean;

/**
 * Renews sessions that are due: on the server where there is a refresh token, else by
 * sending a page to the provider and back, and telling a script to have that done. It
 * leaves alone a passive request, as a page that polls must not keep a user logged in at
 * the provider, a public URL, and whoever has not logged in by OpenID Connect.
 *
 * @since 0.1.0
 */
public final class OidcRenewalFilter extends GenericFilterBean {

	private final PageRequestMatcher pageRequestMatcher = new PageRequestMatcher();

	private final OidcRenewalSettings settings;

	private final RenewalTimes times;

	private final OidcSession oidcSession;

	private final AjaxRequestMatcher ajaxRequestMatcher;

	private final PassiveRequestMatcher passiveRequestMatcher;

	private final Predicate<HttpServletRequest> publicRequest;

	private final ProviderProbe providerProbe;

	private final @Nullable TokenRenewal tokenRenewal;

	private final BrowserRenewal browserRenewal;

	private final RefreshRequiredAnswer answer;

	/**
	 * Creates a new instance.
	 * @param settings when and how sessions are renewed
	 * @param times when they have been renewed
	 * @param oidcSession the session to renew
	 * @param ajaxRequestMatcher matches script requests
	 * @param passiveRequestMatcher matches requests that are no sign of somebody being
	 * there
	 * @param publicRequest tells whether a request needs nobody to be logged in
	 * @param providerProbe finds out whether the provider can be reached
	 * @param tokenRenewal renews on the server, {@code null} if the application has
	 * nothing to do that with
	 * @param browserRenewal renews by the browser
	 * @param answer the answer to scripts
	 */
	public OidcRenewalFilter(OidcRenewalSettings settings, RenewalTimes times, OidcSession oidcSession,
			AjaxRequestMatcher ajaxRequestMatcher, PassiveRequestMatcher passiveRequestMatcher,
			Predicate<HttpServletRequest> publicRequest, ProviderProbe providerProbe,
			@Nullable TokenRenewal tokenRenewal, BrowserRenewal browserRenewal, RefreshRequiredAnswer answer) {
		this.settings = settings;
		this.times = times;
		this.oidcSession = oidcSession;
		this.ajaxRequestMatcher = ajaxRequestMatcher;
		this.passiveRequestMatcher = passiveRequestMatcher;
		this.publicRequest = publicRequest;
		this.providerProbe = providerProbe;
		this.tokenRenewal = tokenRenewal;
		this.browserRenewal = browserRenewal;
		this.answer = answer;
	}

	@Override
	public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		if (!isAnswered((HttpServletRequest) request, (HttpServletResponse) response)) {
			chain.doFilter(request, response);
		}
	}

	private boolean isAnswered(HttpServletRequest request, HttpServletResponse response)
			throws IOException, ServletException {
		OidcLogin login = (request.getDispatcherType() == DispatcherType.REQUEST) ? this.oidcSession.login() : null;
		HttpSession session = (login != null) ? request.getSession(false) : null;
		if (login == null || session == null) {
			return false;
		}
		try {
			return isAnswered(request, response, session, login);
		}
		catch (IllegalStateException ex) {
			if (!this.oidcSession.hasEnded(request, session)) {
				throw ex;
			}
			// Another request has ended the session in the meantime
			this.oidcSession.discard(request, session);
			return false;
		}
	}

	private boolean isAnswered(HttpServletRequest request, HttpServletResponse response, HttpSession session,
			OidcLogin login) throws IOException, ServletException {
		if (!this.times.isDue(session, login)) {
			return false;
		}
		boolean script = this.ajaxRequestMatcher.matches(request);
		if (!(script || this.pageRequestMatcher.matches(request)) || this.passiveRequestMatcher.matches(request)
				|| this.publicRequest.test(request)) {
			return false;
		}
		return needsBrowser(request, response, session, login) && sendAway(request, response, script);
	}

	/**
	 * Does on the server what can be done there.
	 * @return whether the session is left to be renewed by the browser
	 */
	private boolean needsBrowser(HttpServletRequest request, HttpServletResponse response, HttpSession session,
			OidcLogin login) {
		if (this.times.isResting(session)) {
			return false;
		}
		boolean neverCameBack = this.settings.endWhenUnavailable() && this.times.isAway(session);
		if (neverCameBack || !this.providerProbe.isReachable(login)) {
			this.oidcSession.keepWithoutProvider(request, session);
			return false;
		}
		if (this.tokenRenewal == null) {
			return true;
		}
		return switch (this.tokenRenewal.renew(request, response, session, login)) {
			case RENEWED, UNDER_WAY -> false;
			case IMPOSSIBLE -> true;
			case UNAVAILABLE -> {
				this.oidcSession.keepWithoutProvider(request, session);
				yield false;
			}
			case REFUSED -> {
				this.oidcSession.end(request, session);
				yield false;
			}
		};
	}

	private boolean sendAway(HttpServletRequest request, HttpServletResponse response, boolean script)
			throws IOException, ServletException {
		if (!this.settings.methods().contains(HttpMethod.valueOf(request.getMethod()))) {
			return false;
		}
		if (script) {
			this.answer.send(request, response);
			return true;
		}
		if (!isRepeatable(request)) {
			return false;
		}
		response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
		this.browserRenewal.start(request, response, url(request));
		return true;
	}

	/**
	 * Returns whether the browser can come back to the same request by a redirect.
	 */
	private static boolean isRepeatable(HttpServletRequest request) {
		boolean read = HttpMethod.GET.matches(request.getMethod()) || HttpMethod.HEAD.matches(request.getMethod());
		// Without a firewall, a path of this application could be read as another origin
		return read && !request.getRequestURI().startsWith("//") && request.getRequestURI().indexOf('\\') < 0;
	}

	private static String url(HttpServletRequest request) {
		String query = request.getQueryString();
		return (query != null) ? request.getRequestURI() + "?" + query : request.getRequestURI();
	}

}
