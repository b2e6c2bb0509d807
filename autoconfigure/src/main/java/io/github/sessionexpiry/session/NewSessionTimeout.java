package io.github.sessionexpiry.session;

import java.time.Duration;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/**
 * How long a session may be idle that does not exist yet, as far as that is known.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface NewSessionTimeout {

	/**
	 * Returns the time that the session would live without being used.
	 * @param request the request that could create the session
	 * @return the time, at least a second; {@code null} if for ever, or not known
	 */
	@Nullable Duration of(HttpServletRequest request);

	/**
	 * Asks the servlet container, which counts in minutes.
	 * @return the timeout of the container's sessions
	 */
	static NewSessionTimeout ofContainer() {
		return (request) -> {
			int minutes = request.getServletContext().getSessionTimeout();
			return (minutes > 0) ? Duration.ofMinutes(minutes) : null;
		};
	}

}
