package io.github.sessionexpiry.autoconfigure;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.security.autoconfigure.SecurityAutoConfiguration;
import org.springframework.boot.security.autoconfigure.UserDetailsServiceAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

class SessionExpiryMetricsAutoConfigurationTests {

	private final WebApplicationContextRunner withoutRegistry = new WebApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(DispatcherServletAutoConfiguration.class,
				WebMvcAutoConfiguration.class, SecurityAutoConfiguration.class,
				ServletWebSecurityAutoConfiguration.class, UserDetailsServiceAutoConfiguration.class,
				SessionExpiryAutoConfiguration.class, SessionExpiryMetricsAutoConfiguration.class));

	private final WebApplicationContextRunner contextRunner = this.withoutRegistry
		.withConfiguration(AutoConfigurations.of(MetricsAutoConfiguration.class,
				CompositeMeterRegistryAutoConfiguration.class, SimpleMetricsExportAutoConfiguration.class));

	@Test
	void countsWhenThereIsARegistry() {
		this.contextRunner.run((context) -> assertThat(context).hasSingleBean(LoginRequiredCounter.class));
	}

	@Test
	void countsInPrimaryOfManyRegistries() {
		this.contextRunner.withUserConfiguration(TwoRegistries.class)
			.run((context) -> assertThat(context).hasSingleBean(LoginRequiredCounter.class));
	}

	@Test
	void backsOffWhenRegistryIsAmbiguous() {
		this.withoutRegistry.withUserConfiguration(TwoRegistries.class)
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(LoginRequiredCounter.class));
	}

	@Test
	void backsOffWhenThereIsNoRegistry() {
		this.withoutRegistry
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(LoginRequiredCounter.class));
	}

	@Test
	void backsOffWhenMicrometerIsNotOnTheClassPath() {
		this.withoutRegistry.withClassLoader(new FilteredClassLoader("io.micrometer.core"))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(SessionExpiryAutoConfiguration.class)
				.doesNotHaveBean(SessionExpiryMetricsAutoConfiguration.class));
	}

	@Test
	void backsOffWhenDisabled() {
		this.contextRunner.withPropertyValues("session-expiry.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(LoginRequiredCounter.class));
	}

	@Configuration(proxyBeanMethods = false)
	static class TwoRegistries {

		@Bean
		MeterRegistry one() {
			return new SimpleMeterRegistry();
		}

		@Bean
		MeterRegistry other() {
			return new SimpleMeterRegistry();
		}

	}

}
