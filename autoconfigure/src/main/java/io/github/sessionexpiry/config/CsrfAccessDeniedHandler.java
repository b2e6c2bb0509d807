package io.github.sessionexpiry.config;

import java.io.IOException;

import io.micrometer.observation.ObservationRegistry;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authentication.RememberMeAuthenticationToken;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolderStrategy;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.security.web.access.ExceptionTranslationFilter;
import org.springframework.security.web.access.ObservationMarkingAccessDeniedHandler;
import org.springframework.security.web.csrf.MissingCsrfTokenException;
import org.springframework.security.web.session.InvalidSessionStrategy;

/**
 * Does what the CSRF protection of the chain would have done by itself. Its handler can't
 * be asked for, but the {@link ExceptionTranslationFilter} has the same one.
 */
final class CsrfAccessDeniedHandler implements AccessDeniedHandler {

	private final AccessDeniedHandler observation;

	private final ExceptionTranslationFilter exceptionTranslationFilter;

	private final SecurityContextHolderStrategy securityContextHolderStrategy;

	private final @Nullable InvalidSessionStrategy invalidSessionStrategy;

	CsrfAccessDeniedHandler(ObservationRegistry observationRegistry,
			ExceptionTranslationFilter exceptionTranslationFilter,
			SecurityContextHolderStrategy securityContextHolderStrategy,
			@Nullable InvalidSessionStrategy invalidSessionStrategy) {
		this.observation = new ObservationMarkingAccessDeniedHandler(observationRegistry);
		this.exceptionTranslationFilter = exceptionTranslationFilter;
		this.securityContextHolderStrategy = securityContextHolderStrategy;
		this.invalidSessionStrategy = invalidSessionStrategy;
	}

	@Override
	public void handle(HttpServletRequest request, HttpServletResponse response,
			AccessDeniedException accessDeniedException) throws IOException, ServletException {
		this.observation.handle(request, response, accessDeniedException);
		if (this.invalidSessionStrategy != null && accessDeniedException instanceof MissingCsrfTokenException) {
			this.invalidSessionStrategy.onInvalidSessionDetected(request, response);
			return;
		}
		SecurityContext context = this.securityContextHolderStrategy.getContext();
		try {
			presentAsFullyAuthenticated(context);
			this.exceptionTranslationFilter.doFilter(request, response, (rq, rs) -> {
				throw accessDeniedException;
			});
		}
		finally {
			this.securityContextHolderStrategy.setContext(context);
		}
	}

	/*
	 * The filter sends somebody who is only remembered to the login, which a CSRF
	 * rejection never did.
	 */
	private void presentAsFullyAuthenticated(SecurityContext context) {
		if (context.getAuthentication() instanceof RememberMeAuthenticationToken remembered) {
			UsernamePasswordAuthenticationToken presented = UsernamePasswordAuthenticationToken
				.authenticated(remembered.getPrincipal(), remembered.getCredentials(), remembered.getAuthorities());
			presented.setDetails(remembered.getDetails());
			SecurityContext presentedContext = this.securityContextHolderStrategy.createEmptyContext();
			presentedContext.setAuthentication(presented);
			this.securityContextHolderStrategy.setContext(presentedContext);
		}
	}

}
