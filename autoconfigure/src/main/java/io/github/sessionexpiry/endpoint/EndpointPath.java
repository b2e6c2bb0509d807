package io.github.sessionexpiry.endpoint;

import io.github.sessionexpiry.web.RequestPath;
import jakarta.servlet.http.HttpServletRequest;

import org.springframework.http.HttpMethod;

/**
 * Where an endpoint is found within the application.
 */
final class EndpointPath {

	private final String path;

	EndpointPath(String basePath, String name) {
		this.path = basePath + "/" + name;
	}

	boolean isReadBy(HttpServletRequest request) {
		return RequestPath.of(request).equals(this.path) && isRead(request);
	}

	boolean isPostedBy(HttpServletRequest request) {
		return HttpMethod.POST.matches(request.getMethod()) && RequestPath.of(request).equals(this.path);
	}

	static boolean isRead(HttpServletRequest request) {
		return HttpMethod.GET.matches(request.getMethod()) || HttpMethod.HEAD.matches(request.getMethod());
	}

}
