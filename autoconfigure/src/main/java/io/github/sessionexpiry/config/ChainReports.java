package io.github.sessionexpiry.config;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;

import jakarta.servlet.Filter;
import org.jspecify.annotations.Nullable;

import org.springframework.security.web.DefaultSecurityFilterChain;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.ExceptionTranslationFilter;
import org.springframework.security.web.csrf.CsrfFilter;
import org.springframework.security.web.session.ConcurrentSessionFilter;

/**
 * Reports what was found in each chain. Its configurer knows why it did what it did, but
 * not yet which requests the chain is for; a filter that the configurer has seen leads
 * from the one to the other.
 *
 * @since 0.1.0
 */
public final class ChainReports {

	private final Map<Filter, Finding> findings = Collections.synchronizedMap(new IdentityHashMap<>());

	private final Supplier<List<SecurityFilterChain>> chains;

	/**
	 * Creates a new instance.
	 * @param chains the security filter chains of the application; asked for when a
	 * report is
	 */
	public ChainReports(Supplier<List<SecurityFilterChain>> chains) {
		this.chains = chains;
	}

	void add(Filter filter, ChainSupport support, @Nullable String loginPage) {
		this.findings.put(filter, new Finding(support, loginPage));
	}

	/**
	 * Reports on the chains. Can be asked when all are complete, not before.
	 * @return a report for each, in the order in which they are asked whether a request
	 * is theirs
	 */
	public List<ChainReport> get() {
		return this.chains.get().stream().map(this::of).toList();
	}

	private ChainReport of(SecurityFilterChain chain) {
		Finding finding = chain.getFilters()
			.stream()
			.map(this.findings::get)
			.filter(Objects::nonNull)
			.findFirst()
			.orElseGet(() -> new Finding(supportWithoutConfigurer(chain), null));
		return new ChainReport(matcher(chain), finding.support(), finding.loginPage(), has(chain, CsrfFilter.class),
				has(chain, ConcurrentSessionFilter.class));
	}

	private static ChainSupport supportWithoutConfigurer(SecurityFilterChain chain) {
		if (chain.getFilters().isEmpty()) {
			return ChainSupport.NO_FILTERS;
		}
		return has(chain, ExceptionTranslationFilter.class) ? ChainSupport.DISABLED
				: ChainSupport.NO_EXCEPTION_HANDLING;
	}

	private static boolean has(SecurityFilterChain chain, Class<? extends Filter> type) {
		return chain.getFilters().stream().anyMatch(type::isInstance);
	}

	private static String matcher(SecurityFilterChain chain) {
		return (chain instanceof DefaultSecurityFilterChain defaultChain) ? defaultChain.getRequestMatcher().toString()
				: chain.toString();
	}

	private record Finding(ChainSupport support, @Nullable String loginPage) {
	}

}
