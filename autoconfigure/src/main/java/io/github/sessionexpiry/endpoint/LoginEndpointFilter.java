package io.github.sessionexpiry.endpoint;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

import io.github.sessionexpiry.web.AjaxRequestMatcher;
import io.github.sessionexpiry.web.LoggedIn;
import io.github.sessionexpiry.web.ReturnPath;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.security.authentication.InsufficientAuthenticationException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.savedrequest.RequestCache;
import org.springframework.web.util.UriUtils;

/**
 * {@code GET <base path>/login?continue=<path>}: goes through the application's own
 * login, whatever that is, by being a request that needs one. The login's own memory of
 * what was asked for comes back here, and from here the user is sent on to
 * {@code continue}, or without it shown a page that tells its opener and closes itself.
 *
 * @since 0.1.0
 */
public final class LoginEndpointFilter extends EndpointFilter {

	private final AjaxRequestMatcher ajaxRequestMatcher;

	private final LoggedIn loggedIn;

	private final RequestCache requestCache;

	private final AuthenticationEntryPoint applicationLogin;

	private final @Nullable String loginPage;

	private final ChannelPage channelPage;

	/**
	 * Creates a new instance.
	 * @param basePath the path of the endpoints within the application
	 * @param ajaxRequestMatcher matches script requests, which can't go through a login
	 * @param loggedIn tells whether somebody is logged in
	 * @param requestCache remembers the request while the user logs in
	 * @param applicationLogin starts the application's own login
	 * @param loginPage the path of the login page within the application, if it has one
	 * @param channelPage the page that closes itself
	 */
	public LoginEndpointFilter(String basePath, AjaxRequestMatcher ajaxRequestMatcher, LoggedIn loggedIn,
			RequestCache requestCache, AuthenticationEntryPoint applicationLogin, @Nullable String loginPage,
			ChannelPage channelPage) {
		super(new EndpointPath(basePath, "login")::isReadBy);
		this.ajaxRequestMatcher = ajaxRequestMatcher;
		this.loggedIn = loggedIn;
		this.requestCache = requestCache;
		this.applicationLogin = applicationLogin;
		this.loginPage = loginPage;
		this.channelPage = channelPage;
	}

	/**
	 * Returns the URL of this endpoint.
	 * @param request the request, for the context path
	 * @param basePath the path of the endpoints within the application
	 * @param target where to go on to after the login, {@code null} for the page that
	 * closes itself
	 * @return the URL, with the context path
	 */
	public static String url(HttpServletRequest request, String basePath, @Nullable String target) {
		String url = request.getContextPath() + basePath + "/login";
		return (target != null)
				? url + "?" + ReturnTarget.PARAMETER + "=" + UriUtils.encode(target, StandardCharsets.UTF_8) : url;
	}

	@Override
	void answer(HttpServletRequest request, HttpServletResponse response) throws IOException, ServletException {
		if (!this.loggedIn.test()) {
			startLogin(request, response);
			return;
		}
		String target = ReturnTarget.of(request);
		response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
		if (target != null) {
			response.sendRedirect(withoutLoginPage(request, ReturnPath.of(request, target)));
		}
		else {
			this.channelPage.sendLoggedIn(request, response);
		}
	}

	private void startLogin(HttpServletRequest request, HttpServletResponse response)
			throws IOException, ServletException {
		AuthenticationException exception = new InsufficientAuthenticationException("A login was asked for");
		if (this.ajaxRequestMatcher.matches(request)) {
			throw exception;
		}
		HttpServletRequest remembered = ReturnTarget.remember(request);
		this.requestCache.saveRequest(remembered, response);
		this.applicationLogin.commence(remembered, response, exception);
	}

	// Somebody who has just logged in has no use for the login page
	private String withoutLoginPage(HttpServletRequest request, ReturnPath returnPath) {
		boolean toLoginPage = returnPath.getPath().equals(request.getContextPath() + this.loginPage);
		return toLoginPage ? request.getContextPath() + "/" : returnPath.toString();
	}

}
