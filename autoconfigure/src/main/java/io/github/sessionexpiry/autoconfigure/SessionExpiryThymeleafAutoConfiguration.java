package io.github.sessionexpiry.autoconfigure;

import java.time.Duration;
import java.util.Objects;

import io.github.sessionexpiry.config.SessionExpiryDefaults;
import io.github.sessionexpiry.endpoint.ScriptFilter;
import io.github.sessionexpiry.endpoint.SessionExpiryNotice;
import io.github.sessionexpiry.session.NewSessionTimeout;
import io.github.sessionexpiry.session.UserSessions;
import io.github.sessionexpiry.thymeleaf.SessionExpiryDialect;
import io.github.sessionexpiry.thymeleaf.TimeoutText;
import io.github.sessionexpiry.web.LoggedIn;
import org.thymeleaf.dialect.IDialect;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.boot.session.autoconfigure.SessionTimeout;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.context.SecurityContextHolderStrategy;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for what Thymeleaf templates say of
 * the session.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = { SessionExpiryAutoConfiguration.class, PassiveRequestsAutoConfiguration.class },
		afterName = { "org.springframework.boot.session.autoconfigure.SessionAutoConfiguration",
				"org.springframework.boot.session.jdbc.autoconfigure.JdbcSessionAutoConfiguration",
				"org.springframework.boot.session.data.redis.autoconfigure.SessionDataRedisAutoConfiguration" })
@ConditionalOnClass(IDialect.class)
@ConditionalOnWebApplication(type = Type.SERVLET)
public final class SessionExpiryThymeleafAutoConfiguration {

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnBean(SessionExpiryDefaults.class)
	static class EnabledConfiguration {

		@Bean
		@ConditionalOnMissingBean
		SessionExpiryDialect sessionExpiryDialect(FilterRegistrationBean<ScriptFilter> script,
				SessionExpiryDefaults defaults, SessionExpiryNotice notice,
				ObjectProvider<NewSessionTimeout> newSessionTimeout,
				ObjectProvider<SecurityContextHolderStrategy> securityContextHolderStrategy) {
			LoggedIn loggedIn = new LoggedIn(
					securityContextHolderStrategy.getIfUnique(SecurityContextHolder::getContextHolderStrategy));
			return new SessionExpiryDialect(Objects.requireNonNull(script.getFilter()).path(),
					new UserSessions(loggedIn, defaults.userIds(), defaults.absoluteTimeout()),
					new TimeoutText(defaults.messages(), defaults.absoluteTimeout(),
							newSessionTimeout.getIfAvailable(() -> (request) -> null)),
					notice);
		}

	}

	/**
	 * Templates stay as they are where session expiry support is disabled.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnBooleanProperty(name = "session-expiry.enabled", havingValue = false)
	static class DisabledConfiguration {

		@Bean
		@ConditionalOnMissingBean
		SessionExpiryDialect sessionExpiryDialect() {
			return SessionExpiryDialect.silent();
		}

	}

	/**
	 * Only where Spring Boot has set up the store does it have Spring Boot's timeout.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(SessionTimeout.class)
	@ConditionalOnBean(value = SessionTimeout.class, name = "springBootSessionRepositoryCustomizer")
	static class SpringSessionConfiguration {

		@Bean
		NewSessionTimeout sessionExpiryNewSessionTimeout(SessionTimeout timeout) {
			Duration configured = timeout.getTimeout();
			boolean ends = configured != null && configured.toSeconds() > 0;
			return (request) -> ends ? configured : null;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnMissingBean(type = "org.springframework.session.SessionRepository")
	static class ServletContainerConfiguration {

		@Bean
		NewSessionTimeout sessionExpiryNewSessionTimeout() {
			return NewSessionTimeout.ofContainer();
		}

	}

}
