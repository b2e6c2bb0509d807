package io.github.sessionexpiry.autoconfigure;

import io.github.sessionexpiry.web.LoginRequiredEvent;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.context.ApplicationListener;

/**
 * Counts how often somebody is told to log in, as {@code session.expiry.login.required}.
 */
final class LoginRequiredCounter implements ApplicationListener<LoginRequiredEvent> {

	private final MeterProvider<Counter> counters;

	LoginRequiredCounter(MeterRegistry registry) {
		this.counters = Counter.builder("session.expiry.login.required")
			.description("Requests whose user was told to log in")
			.withRegistry(registry);
	}

	@Override
	public void onApplicationEvent(LoginRequiredEvent event) {
		this.counters.withTags("reason", event.getReason().toString(), "client", event.getClient().toString())
			.increment();
	}

}
