package io.github.sessionexpiry.autoconfigure;

import java.util.List;
import java.util.Locale;

import io.github.sessionexpiry.config.ChainReport;
import io.github.sessionexpiry.config.ChainReports;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;

/**
 * {@link Endpoint @Endpoint} to show what session expiry support found in each security
 * filter chain.
 *
 * @since 0.1.0
 */
@Endpoint(id = "sessionexpiry")
public final class SessionExpiryEndpoint {

	private final String basePath;

	private final ChainReports reports;

	SessionExpiryEndpoint(String basePath, ChainReports reports) {
		this.basePath = basePath;
		this.reports = reports;
	}

	/**
	 * Returns what was found.
	 * @return a description of all chains
	 */
	@ReadOperation
	public SessionExpiryDescriptor sessionExpiry() {
		return new SessionExpiryDescriptor(this.basePath,
				this.reports.get().stream().map(ChainDescriptor::of).toList());
	}

	/**
	 * Description of session expiry support.
	 *
	 * @param basePath the path of the endpoints within the application
	 * @param chains the security filter chains, in the order in which they are asked
	 */
	public record SessionExpiryDescriptor(String basePath,
			List<ChainDescriptor> chains) implements OperationResponseBody {
	}

	/**
	 * Description of a security filter chain.
	 *
	 * @param matcher the requests that it is for
	 * @param support what is done for it, or why it is left alone, as a code
	 * @param leftAlone whether it is left alone
	 * @param loginPage the path of its login page within the application, if that is
	 * known
	 * @param csrf whether it has CSRF protection
	 * @param concurrencyControl whether it limits the sessions of a user
	 * @param description the same in words
	 */
	public record ChainDescriptor(String matcher, String support, boolean leftAlone, @Nullable String loginPage,
			boolean csrf, boolean concurrencyControl, String description) {

		static ChainDescriptor of(ChainReport report) {
			return new ChainDescriptor(report.matcher(), report.support().name().toLowerCase(Locale.ROOT),
					report.support().isLeftAlone(), report.loginPage(), report.csrf(), report.concurrencyControl(),
					report.toString());
		}

	}

}
