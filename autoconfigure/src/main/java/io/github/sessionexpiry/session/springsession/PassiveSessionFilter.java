package io.github.sessionexpiry.session.springsession;

import java.io.IOException;

import io.github.sessionexpiry.session.PassiveRequestMatcher;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;

import org.springframework.session.Session;
import org.springframework.session.SessionRepository;
import org.springframework.session.web.http.HttpSessionIdResolver;
import org.springframework.session.web.http.SessionRepositoryFilter;

/**
 * Keeps passive requests from extending a session that Spring Session keeps. For these it
 * takes the place of the application's {@link SessionRepositoryFilter}: it does the same
 * with another view of the store, and the application's, which does its work once per
 * request, finds it done.
 *
 * @since 0.1.0
 */
public final class PassiveSessionFilter implements Filter {

	private final PassiveRequestMatcher passiveRequests;

	private final SessionRepository<? extends Session> repository;

	private final HttpSessionIdResolver idResolver;

	private final SessionRepositoryFilter<Session> passive;

	/**
	 * Creates a new instance.
	 * @param passiveRequests the requests that do not extend the session
	 * @param repository the store
	 * @param idResolver finds the session id of a request
	 */
	public PassiveSessionFilter(PassiveRequestMatcher passiveRequests, SessionRepository<? extends Session> repository,
			HttpSessionIdResolver idResolver) {
		this.passiveRequests = passiveRequests;
		this.repository = repository;
		this.idResolver = idResolver;
		this.passive = filter(new PassiveSessionRepository<>(repository));
	}

	private SessionRepositoryFilter<Session> filter(SessionRepository<Session> repository) {
		SessionRepositoryFilter<Session> filter = new SessionRepositoryFilter<>(repository);
		filter.setHttpSessionIdResolver(this.idResolver);
		return filter;
	}

	@Override
	public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		if (!this.passiveRequests.matches((HttpServletRequest) request)) {
			chain.doFilter(request, response);
		}
		else if (this.passiveRequests.isForStatus((HttpServletRequest) request)) {
			filter(new PassiveSessionRepository.ReadOnly<>(this.repository)).doFilter(request, response, chain);
		}
		else {
			this.passive.doFilter(request, response, chain);
		}
	}

}
