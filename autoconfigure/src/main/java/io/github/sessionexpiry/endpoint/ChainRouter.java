package io.github.sessionexpiry.endpoint;

import java.io.IOException;
import java.util.List;
import java.util.function.Supplier;

import io.github.sessionexpiry.web.ReturnPath;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.security.web.DefaultSecurityFilterChain;
import org.springframework.security.web.FilterChainProxy;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.session.ForceEagerSessionCreationFilter;
import org.springframework.security.web.util.matcher.AnyRequestMatcher;
import org.springframework.util.function.SingletonSupplier;

/**
 * Brings a request for an endpoint to the chain of the page that the user is on, where
 * there are several: each has a login of its own, and none need cover the endpoints.
 *
 * @since 0.1.0
 */
public final class ChainRouter implements Filter {

	private final Supplier<List<SecurityFilterChain>> chains;

	private final Supplier<List<Route>> routes;

	/**
	 * Creates a new instance.
	 * @param chains the security filter chains of the application; asked for when the
	 * first request comes
	 */
	public ChainRouter(Supplier<List<SecurityFilterChain>> chains) {
		this.chains = SingletonSupplier.of(chains);
		this.routes = SingletonSupplier
			.of(() -> this.chains.get().stream().filter(ChainRouter::hasEndpoints).map(Route::new).toList());
	}

	private static boolean hasEndpoints(SecurityFilterChain chain) {
		return chain.getFilters().stream().anyMatch(LoginEndpointFilter.class::isInstance);
	}

	@Override
	public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		HttpServletRequest endpointRequest = EndpointRequest.of((HttpServletRequest) request);
		Route route = route(endpointRequest);
		if (route == null || (route.isWhole() && route.chain() == chosen(endpointRequest))) {
			chain.doFilter(endpointRequest, response);
		}
		else {
			route.proxy().doFilter(endpointRequest, response, chain);
		}
	}

	private @Nullable Route route(HttpServletRequest request) {
		List<Route> routes = routes(request);
		HttpServletRequest target = new TargetRequest(request, target(request));
		return routes.stream()
			.filter((route) -> route.chain().matches(target))
			.findFirst()
			.orElse(routes.isEmpty() ? null : routes.get(0));
	}

	// Not every chain has every endpoint
	private List<Route> routes(HttpServletRequest request) {
		List<Route> answering = this.routes.get().stream().filter((route) -> route.answers(request)).toList();
		return answering.isEmpty() ? this.routes.get() : answering;
	}

	private static ReturnPath target(HttpServletRequest request) {
		String target = ReturnTarget.of(request);
		return (target != null) ? ReturnPath.of(request, target) : ReturnPath.ofReferer(request);
	}

	/**
	 * Returns the chain that would serve the request by itself.
	 */
	private @Nullable SecurityFilterChain chosen(HttpServletRequest request) {
		return this.chains.get().stream().filter((chain) -> chain.matches(request)).findFirst().orElse(null);
	}

	/**
	 * A chain with endpoints, and the same filters for whatever comes, but without the
	 * one that creates a session for everybody: an endpoint creates none.
	 */
	private record Route(SecurityFilterChain chain, FilterChainProxy proxy, boolean isWhole) {

		Route(SecurityFilterChain chain) {
			this(chain, withoutSessionCreation(chain));
		}

		private Route(SecurityFilterChain chain, List<Filter> filters) {
			this(chain, new FilterChainProxy(new DefaultSecurityFilterChain(AnyRequestMatcher.INSTANCE, filters)),
					filters.size() == chain.getFilters().size());
		}

		boolean answers(HttpServletRequest request) {
			return this.chain.getFilters()
				.stream()
				.anyMatch((filter) -> filter instanceof EndpointFilter endpoint && endpoint.isFor(request));
		}

		private static List<Filter> withoutSessionCreation(SecurityFilterChain chain) {
			return chain.getFilters()
				.stream()
				.filter((filter) -> !(filter instanceof ForceEagerSessionCreationFilter))
				.toList();
		}

	}

}
