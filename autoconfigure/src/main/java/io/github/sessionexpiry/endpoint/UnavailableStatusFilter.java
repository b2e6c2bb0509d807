package io.github.sessionexpiry.endpoint;

import java.io.IOException;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;

/**
 * Answers {@code GET <base path>/status} with 503 when the store of the sessions can't be
 * asked, which is something else than nobody being logged in (RFC 9110 15.6.4).
 *
 * @since 0.1.0
 */
public final class UnavailableStatusFilter implements Filter {

	private static final Log logger = LogFactory.getLog(UnavailableStatusFilter.class);

	private static final String RETRY_AFTER_SECONDS = "10";

	@Override
	public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		try {
			chain.doFilter(request, response);
		}
		catch (ServletException | RuntimeException ex) {
			if (response.isCommitted()) {
				throw ex;
			}
			// The application's own requests fail as well, and louder
			logger.debug("The status of a session can't be told", ex);
			HttpServletResponse httpResponse = (HttpServletResponse) response;
			httpResponse.resetBuffer();
			httpResponse.setStatus(HttpStatus.SERVICE_UNAVAILABLE.value());
			httpResponse.setHeader(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
			httpResponse.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
		}
	}

}
