package io.github.sessionexpiry.autoconfigure;

import io.github.sessionexpiry.config.SessionExpiryDefaults;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.context.annotation.Bean;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for metrics of session expiry
 * support.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = SessionExpiryAutoConfiguration.class,
		afterName = "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration")
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBean(SessionExpiryDefaults.class)
@ConditionalOnSingleCandidate(MeterRegistry.class)
public final class SessionExpiryMetricsAutoConfiguration {

	@Bean
	LoginRequiredCounter sessionExpiryLoginRequiredCounter(MeterRegistry registry) {
		return new LoginRequiredCounter(registry);
	}

}
