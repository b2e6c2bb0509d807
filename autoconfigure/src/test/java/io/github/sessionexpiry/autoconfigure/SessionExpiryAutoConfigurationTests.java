package io.github.sessionexpiry.autoconfigure;

import io.github.sessionexpiry.config.SessionExpiryConfigurer;
import io.github.sessionexpiry.config.SessionExpiryDefaults;
import io.github.sessionexpiry.form.KeptForms;
import io.github.sessionexpiry.web.AjaxRequestMatcher;
import io.github.sessionexpiry.web.LoginRequiredResponseWriter;
import io.github.sessionexpiry.web.LoginUrlResolver;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.security.autoconfigure.SecurityAutoConfiguration;
import org.springframework.boot.security.autoconfigure.UserDetailsServiceAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.SecurityFilterAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.session.InvalidSessionStrategy;

import static org.assertj.core.api.Assertions.assertThat;

@SuppressWarnings("unchecked")
class SessionExpiryAutoConfigurationTests {

	private static final AutoConfigurations AUTO_CONFIGURATIONS = AutoConfigurations.of(
			DispatcherServletAutoConfiguration.class, WebMvcAutoConfiguration.class, SecurityAutoConfiguration.class,
			ServletWebSecurityAutoConfiguration.class, SecurityFilterAutoConfiguration.class,
			UserDetailsServiceAutoConfiguration.class, SessionExpiryAutoConfiguration.class);

	private final WebApplicationContextRunner contextRunner = new WebApplicationContextRunner()
		.withConfiguration(AUTO_CONFIGURATIONS);

	@Test
	void addsConfigurerToHttpSecurity() {
		this.contextRunner.run((
				context) -> assertThat(context.getBean(HttpSecurity.class).getConfigurer(SessionExpiryConfigurer.class))
					.isNotNull());
	}

	@Test
	void backsOffWhenDisabled() {
		this.contextRunner.withPropertyValues("session-expiry.enabled=false").run((context) -> {
			assertThat(context).hasNotFailed().doesNotHaveBean(SessionExpiryAutoConfiguration.class);
			assertThat(context.getBean(HttpSecurity.class).getConfigurer(SessionExpiryConfigurer.class)).isNull();
		});
	}

	@Test
	void configurerDoesNothingWhenDisabled() {
		this.contextRunner.withPropertyValues("session-expiry.enabled=false")
			.run((context) -> assertThat(context.getBean(HttpSecurity.class)
				.formLogin(Customizer.withDefaults())
				.with(SessionExpiryConfigurer.sessionExpiry())
				.build()
				.getFilters()).noneMatch((filter) -> filter.getClass().getName().contains("sessionexpiry")));
	}

	@Test
	void backsOffWhenSpringSecurityIsNotOnTheClassPath() {
		this.contextRunner.withClassLoader(new FilteredClassLoader(HttpSecurity.class))
			.run((context) -> assertThat(context).doesNotHaveBean(SessionExpiryAutoConfiguration.class));
	}

	@Test
	void backsOffWhenNotAServletApplication() {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(SessionExpiryAutoConfiguration.class))
			.run((context) -> assertThat(context).doesNotHaveBean(SessionExpiryAutoConfiguration.class));
		new ReactiveWebApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(SessionExpiryAutoConfiguration.class))
			.run((context) -> assertThat(context).doesNotHaveBean(SessionExpiryAutoConfiguration.class));
	}

	@Test
	void beansOfTheUserReplaceOurs() {
		this.contextRunner.withUserConfiguration(UserBeans.class).run((context) -> {
			assertThat(context).hasSingleBean(AjaxRequestMatcher.class)
				.hasSingleBean(LoginUrlResolver.class)
				.hasSingleBean(LoginRequiredResponseWriter.class);
			SessionExpiryDefaults defaults = context.getBean(SessionExpiryDefaults.class);
			assertThat(defaults.ajaxRequestMatcher()).isSameAs(context.getBean("myMatcher"));
			assertThat(defaults.authenticationEntryPoint()).isSameAs(UserBeans.ENTRY_POINT);
			assertThat(defaults.invalidSessionStrategy()).isSameAs(UserBeans.INVALID_SESSION_STRATEGY);
			assertThat(defaults.loginUrlResolver()).isSameAs(context.getBean("myLoginUrlResolver"));
		});
	}

	@Test
	void keepsFormsOnlyWhenAsked() {
		this.contextRunner.run((context) -> assertThat(context).doesNotHaveBean(KeptForms.class));
		this.contextRunner.withPropertyValues("session-expiry.keep-forms=true")
			.run((context) -> assertThat(context).hasSingleBean(KeptForms.class));
	}

	@Test
	void entryPointOfTheUserIsInjectedByTypeAsBefore() {
		this.contextRunner.withUserConfiguration(OtherEntryPoint.class).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(context.getBeanProvider(AuthenticationEntryPoint.class).getIfAvailable())
				.isSameAs(OtherEntryPoint.ENTRY_POINT);
			assertThat(context.getBean(SessionExpiryDefaults.class).authenticationEntryPoint())
				.isSameAs(context.getBean("loginRequiredEntryPoint"));
		});
	}

	@Test
	void customizersOfTheUserStay() {
		this.contextRunner.withUserConfiguration(UserCustomizer.class).run((context) -> {
			HttpSecurity http = context.getBean(HttpSecurity.class);
			assertThat(http.getSharedObject(UserCustomizer.class)).isNotNull();
			assertThat(http.getConfigurer(SessionExpiryConfigurer.class)).isNotNull();
		});
	}

	@Configuration(proxyBeanMethods = false)
	static class UserBeans {

		static final AuthenticationEntryPoint ENTRY_POINT = (request, response, exception) -> response.setStatus(499);

		static final InvalidSessionStrategy INVALID_SESSION_STRATEGY = (request, response) -> response.setStatus(498);

		@Bean
		AjaxRequestMatcher myMatcher() {
			return (request) -> false;
		}

		@Bean
		LoginUrlResolver myLoginUrlResolver() {
			return (request) -> "/mine";
		}

		@Bean
		LoginRequiredResponseWriter myResponseWriter() {
			return (request, response, loginRequired) -> response.setStatus(497);
		}

		@Bean
		AuthenticationEntryPoint loginRequiredEntryPoint() {
			return ENTRY_POINT;
		}

		@Bean
		InvalidSessionStrategy loginRequiredInvalidSessionStrategy() {
			return INVALID_SESSION_STRATEGY;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OtherEntryPoint {

		static final AuthenticationEntryPoint ENTRY_POINT = (request, response, exception) -> response.setStatus(418);

		@Bean
		AuthenticationEntryPoint apiEntryPoint() {
			return ENTRY_POINT;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class UserCustomizer {

		@Bean
		Customizer<HttpSecurity> userCustomizer() {
			return (http) -> http.setSharedObject(UserCustomizer.class, this);
		}

	}

}
