package io.github.sessionexpiry.oidc;

import java.io.IOException;
import java.util.Set;

import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2AuthorizationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.web.util.ThrowableAnalyzer;
import org.springframework.web.client.HttpClientErrorException;
import org.springframework.web.client.HttpServerErrorException;

/**
 * Tells a provider that can't answer from one that has answered no.
 */
final class Unavailability {

	// RFC 6749 4.1.2.1
	private static final Set<String> CODES = Set.of(OAuth2ErrorCodes.SERVER_ERROR,
			OAuth2ErrorCodes.TEMPORARILY_UNAVAILABLE);

	private Unavailability() {
	}

	/**
	 * Returns whether a renewal has failed because the provider could not answer: it said
	 * so, or had an error or too much to do, or the network had an error.
	 */
	static boolean isReasonFor(RuntimeException failure) {
		if (CODES.contains(code(failure))) {
			return true;
		}
		ThrowableAnalyzer analyzer = new ThrowableAnalyzer();
		Throwable[] causes = analyzer.determineCauseChain(failure);
		return analyzer.getFirstThrowableOfType(IOException.class, causes) != null
				|| analyzer.getFirstThrowableOfType(HttpServerErrorException.class, causes) != null
				|| analyzer.getFirstThrowableOfType(HttpClientErrorException.TooManyRequests.class, causes) != null;
	}

	static String code(RuntimeException failure) {
		OAuth2Error error = null;
		if (failure instanceof OAuth2AuthenticationException exception) {
			error = exception.getError();
		}
		else if (failure instanceof OAuth2AuthorizationException exception) {
			error = exception.getError();
		}
		return (error != null) ? error.getErrorCode() : "";
	}

}
