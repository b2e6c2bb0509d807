package io.github.sessionexpiry.web;

import java.util.function.BiPredicate;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.security.web.savedrequest.RequestCache;
import org.springframework.security.web.savedrequest.SavedRequest;

/**
 * Lets a {@link RequestCache} remember pages only. After a login a browser is sent to
 * what was remembered last, and that must not be the URL of a background poll.
 *
 * @since 0.1.0
 */
public final class PageRequestCache implements RequestCache {

	private final RequestCache delegate;

	private final BiPredicate<HttpServletRequest, HttpServletResponse> forgotten;

	/**
	 * Creates a new instance.
	 * @param delegate remembers the pages
	 * @param forgotten tells what is not remembered
	 */
	public PageRequestCache(RequestCache delegate, BiPredicate<HttpServletRequest, HttpServletResponse> forgotten) {
		this.delegate = delegate;
		this.forgotten = forgotten;
	}

	@Override
	public void saveRequest(HttpServletRequest request, HttpServletResponse response) {
		if (!this.forgotten.test(request, response)) {
			this.delegate.saveRequest(request, response);
		}
	}

	@Override
	public @Nullable SavedRequest getRequest(HttpServletRequest request, HttpServletResponse response) {
		return this.delegate.getRequest(request, response);
	}

	@Override
	public @Nullable HttpServletRequest getMatchingRequest(HttpServletRequest request, HttpServletResponse response) {
		return this.delegate.getMatchingRequest(request, response);
	}

	@Override
	public void removeRequest(HttpServletRequest request, HttpServletResponse response) {
		this.delegate.removeRequest(request, response);
	}

}
