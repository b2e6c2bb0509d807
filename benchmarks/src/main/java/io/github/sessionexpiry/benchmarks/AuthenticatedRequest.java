package io.github.sessionexpiry.benchmarks;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.mock.web.MockHttpSession;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.FilterChainProxy;

/**
 * A request that is not ours, a {@code GET} of somebody who is logged in, through our
 * filters alone: those of the security chain, the one that looks for login pages, and the
 * one that keeps the time of the session. The others are not asked, because their URL
 * patterns do not match.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class AuthenticatedRequest {

	private final MockHttpServletRequest request = new MockHttpServletRequest("GET", "/orders/5") {

		// A container compares names without making a copy of them first
		@Override
		public String getHeader(String name) {
			return (AuthenticatedRequest.this.page && name.equals("Sec-Fetch-Site")) ? "same-origin" : null;
		}

	};

	private final MockHttpServletResponse response = new MockHttpServletResponse() {

		// One response stands for all
		@Override
		public void addHeader(String name, String value) {
		}

	};

	/**
	 * Whether our filters are there, or only what calls them.
	 */
	@Param({ "false", "true" })
	public boolean starter;

	/**
	 * Whether a page asks, which is told how long its session lasts.
	 */
	@Param({ "false", "true" })
	public boolean page;

	private ServletWebServerApplicationContext context;

	private FilterChain chain;

	@Setup
	public void start() {
		this.request.setServletPath("/orders/5");
		this.request.setSession(new MockHttpSession());
		SecurityContextHolder.getContext()
			.setAuthentication(UsernamePasswordAuthenticationToken.authenticated("alice", null, List.of()));
		this.context = Application.start(Application.FormLogin.class, true);
		this.chain = this.starter ? chain(filters()) : Calls.END;
	}

	@TearDown
	public void stop() {
		SecurityContextHolder.clearContext();
		this.context.close();
	}

	private List<Filter> filters() {
		Stream<Filter> outer = Stream.of("sessionExpiryPassiveRequestFilter", "sessionExpiryLoginPageFilter")
			.map((name) -> this.context.getBean(name, FilterRegistrationBean.class).getFilter());
		List<Filter> ours = this.context.getBean(FilterChainProxy.class)
			.getFilterChains()
			.get(0)
			.getFilters()
			.stream()
			.filter((filter) -> filter.getClass().getName().startsWith("io.github.sessionexpiry"))
			.toList();
		return Stream.concat(outer, ours.stream()).toList();
	}

	private static FilterChain chain(List<Filter> filters) {
		FilterChain chain = Calls.END;
		for (int i = filters.size() - 1; i >= 0; i--) {
			Filter filter = filters.get(i);
			FilterChain next = chain;
			chain = (request, response) -> filter.doFilter(request, response, next);
		}
		return chain;
	}

	@Benchmark
	public void request() throws Exception {
		this.request.clearAttributes();
		this.chain.doFilter(this.request, this.response);
	}

	private static final class Calls implements FilterChain {

		private static final Calls END = new Calls();

		@Override
		public void doFilter(ServletRequest request, ServletResponse response) {
		}

	}

}
