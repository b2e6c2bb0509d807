package io.github.sessionexpiry.web;

import java.nio.charset.StandardCharsets;

import jakarta.servlet.http.HttpServletRequest;

import org.springframework.util.Assert;
import org.springframework.web.util.UriUtils;

/**
 * A {@link LoginUrlResolver} for the login endpoint, which goes through whatever login
 * the application has. It is told to come back to the page that made the request, as the
 * same-origin {@code Referer} names it, or else to the root of the application.
 *
 * @since 0.1.0
 */
public final class DefaultLoginUrlResolver implements LoginUrlResolver {

	private final String loginEndpoint;

	/**
	 * Creates a new instance.
	 * @param basePath the path of the endpoints within the application
	 */
	public DefaultLoginUrlResolver(String basePath) {
		Assert.hasText(basePath, "basePath must not be empty");
		this.loginEndpoint = basePath + "/login";
	}

	@Override
	public String resolveLoginUrl(HttpServletRequest request) {
		return request.getContextPath() + this.loginEndpoint + "?continue="
				+ UriUtils.encode(ReturnPath.ofReferer(request).toString(), StandardCharsets.UTF_8);
	}

}
