package io.github.sessionexpiry.web;

import jakarta.servlet.ServletException;
import org.jspecify.annotations.Nullable;

import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authentication.InsufficientAuthenticationException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.access.ExceptionTranslationFilter;
import org.springframework.security.web.util.ThrowableAnalyzer;

/**
 * Tells a request that has been denied from one that has failed. It sees through what a
 * servlet wraps around an exception, as the {@link ExceptionTranslationFilter} does.
 *
 * @since 0.1.0
 */
public final class DenialAnalyzer extends ThrowableAnalyzer {

	/**
	 * Returns why a request of nobody in particular has been denied.
	 * @param exception what the request ended with
	 * @return the reason, {@code null} if the request has failed for another one
	 */
	public @Nullable AuthenticationException denial(Exception exception) {
		Throwable[] causes = determineCauseChain(exception);
		if (getFirstThrowableOfType(AuthenticationException.class,
				causes) instanceof AuthenticationException authenticationException) {
			return authenticationException;
		}
		Throwable accessDenied = getFirstThrowableOfType(AccessDeniedException.class, causes);
		return (accessDenied != null)
				? new InsufficientAuthenticationException("Full authentication is required", accessDenied) : null;
	}

	@Override
	protected void initExtractorMap() {
		super.initExtractorMap();
		registerExtractor(ServletException.class, (throwable) -> ((ServletException) throwable).getRootCause());
	}

}
