package io.github.sessionexpiry.autoconfigure;

import io.github.sessionexpiry.config.ChainReports;

import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the
 * {@link SessionExpiryEndpoint}.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = SessionExpiryAutoConfiguration.class)
@ConditionalOnClass({ Endpoint.class, ConditionalOnAvailableEndpoint.class })
@ConditionalOnAvailableEndpoint(SessionExpiryEndpoint.class)
@ConditionalOnBean(ChainReports.class)
public final class SessionExpiryEndpointAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	SessionExpiryEndpoint sessionExpiryEndpoint(SessionExpiryProperties properties, ChainReports reports) {
		return new SessionExpiryEndpoint(properties.getBasePath(), reports);
	}

}
