package io.github.sessionexpiry.endpoint;

import io.github.sessionexpiry.web.ReturnPath;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import org.jspecify.annotations.Nullable;

import org.springframework.web.util.ServletRequestPathUtils;

/**
 * The request that a user will make when they are sent on, for matchers to look at.
 */
final class TargetRequest extends HttpServletRequestWrapper {

	private final String path;

	private @Nullable Object parsedPath;

	TargetRequest(HttpServletRequest request, ReturnPath target) {
		super(request);
		this.path = target.getPath();
	}

	@Override
	public String getMethod() {
		return "GET";
	}

	@Override
	public String getRequestURI() {
		return this.path;
	}

	@Override
	public String getServletPath() {
		return this.path.substring(getContextPath().length());
	}

	@Override
	public @Nullable String getPathInfo() {
		return null;
	}

	// Matchers keep the parsed path with the request; it is not that of the original
	@Override
	public @Nullable Object getAttribute(String name) {
		return name.equals(ServletRequestPathUtils.PATH_ATTRIBUTE) ? this.parsedPath : super.getAttribute(name);
	}

	@Override
	public void setAttribute(String name, @Nullable Object value) {
		if (name.equals(ServletRequestPathUtils.PATH_ATTRIBUTE)) {
			this.parsedPath = value;
		}
		else {
			super.setAttribute(name, value);
		}
	}

}
