package io.github.sessionexpiry.session;

import java.util.List;

import io.github.sessionexpiry.web.RequestPath;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;

import org.springframework.http.server.PathContainer;
import org.springframework.security.web.util.matcher.RequestMatcher;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/**
 * Matches a <em>passive request</em>: one that is served as any other, but that is no
 * sign of somebody being there, and so does not extend the session. It says so itself by
 * the header {@code Session-Expiry-Passive: true}, which no form of another site can
 * send, or is to one of the paths that the application has named. A client can shorten
 * the life of its session by this, not lengthen it.
 *
 * @since 0.1.0
 */
public final class PassiveRequestMatcher implements RequestMatcher {

	/**
	 * Name of the request header.
	 */
	public static final String HEADER = "Session-Expiry-Passive";

	private static final String ATTRIBUTE = PassiveRequestMatcher.class.getName();

	private final String statusPath;

	private final List<PathPattern> paths;

	/**
	 * Creates a new instance.
	 * @param basePath the path of the endpoints within the application, of which
	 * {@code status} is passive
	 * @param paths patterns of paths within the application that are passive as well, in
	 * the syntax of {@link PathPattern}
	 */
	public PassiveRequestMatcher(String basePath, List<String> paths) {
		this.statusPath = basePath + "/status";
		this.paths = paths.stream().map(PathPatternParser.defaultInstance::parse).toList();
	}

	@Override
	public boolean matches(HttpServletRequest request) {
		// An error page or the end of an asynchronous request is at another path maybe
		if (request.getDispatcherType() != DispatcherType.REQUEST) {
			return request.getAttribute(ATTRIBUTE) != null;
		}
		boolean passive = "true".equalsIgnoreCase(request.getHeader(HEADER)) || isForStatus(request)
				|| isForPassivePath(request);
		if (passive) {
			request.setAttribute(ATTRIBUTE, Boolean.TRUE);
		}
		return passive;
	}

	/**
	 * Returns whether a request is for {@code status}, and so does nothing with the
	 * session but look.
	 * @param request the request
	 * @return {@code true} if it is
	 */
	public boolean isForStatus(HttpServletRequest request) {
		return RequestPath.of(request).equals(this.statusPath);
	}

	private boolean isForPassivePath(HttpServletRequest request) {
		if (this.paths.isEmpty()) {
			return false;
		}
		PathContainer path = PathContainer.parsePath(RequestPath.of(request));
		return this.paths.stream().anyMatch((pattern) -> pattern.matches(path));
	}

}
