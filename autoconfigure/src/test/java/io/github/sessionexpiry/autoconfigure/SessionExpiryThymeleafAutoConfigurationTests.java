package io.github.sessionexpiry.autoconfigure;

import io.github.sessionexpiry.thymeleaf.SessionExpiryDialect;
import org.junit.jupiter.api.Test;
import org.thymeleaf.dialect.IDialect;
import org.thymeleaf.spring6.SpringTemplateEngine;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.security.autoconfigure.SecurityAutoConfiguration;
import org.springframework.boot.security.autoconfigure.UserDetailsServiceAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.thymeleaf.autoconfigure.ThymeleafAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

class SessionExpiryThymeleafAutoConfigurationTests {

	private final WebApplicationContextRunner contextRunner = new WebApplicationContextRunner().withConfiguration(
			AutoConfigurations.of(DispatcherServletAutoConfiguration.class, WebMvcAutoConfiguration.class,
					SecurityAutoConfiguration.class, ServletWebSecurityAutoConfiguration.class,
					UserDetailsServiceAutoConfiguration.class, ThymeleafAutoConfiguration.class,
					SessionExpiryAutoConfiguration.class, SessionExpiryThymeleafAutoConfiguration.class));

	@Test
	void addsTheDialectToTheTemplateEngine() {
		this.contextRunner.run((context) -> assertThat(context.getBean(SpringTemplateEngine.class).getDialects())
			.contains(context.getBean(SessionExpiryDialect.class)));
	}

	@Test
	void keepsADialectDefinedByTheUser() {
		this.contextRunner.withUserConfiguration(OwnDialect.class)
			.run((context) -> assertThat(context).hasNotFailed()
				.getBean(SessionExpiryDialect.class)
				.isSameAs(context.getBean("own")));
	}

	@Test
	void addsADialectThatSaysNothingWhenDisabled() {
		this.contextRunner.withPropertyValues("session-expiry.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(SessionExpiryDialect.class)
				.doesNotHaveBean(SessionExpiryAutoConfiguration.class));
	}

	@Test
	void backsOffWhenThymeleafIsNotOnTheClassPath() {
		this.contextRunner.withClassLoader(new FilteredClassLoader("org.thymeleaf"))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(SessionExpiryAutoConfiguration.class)
				.doesNotHaveBean(SessionExpiryThymeleafAutoConfiguration.class));
	}

	@Test
	void backsOffWhenNotAServletWebApplication() {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(SessionExpiryAutoConfiguration.class,
					SessionExpiryThymeleafAutoConfiguration.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(IDialect.class));
	}

	@Configuration(proxyBeanMethods = false)
	static class OwnDialect {

		@Bean
		SessionExpiryDialect own() {
			return SessionExpiryDialect.silent();
		}

	}

}
