package io.github.sessionexpiry.autoconfigure;

import java.util.EnumSet;

import io.github.sessionexpiry.session.IdleTimeFilter;
import io.github.sessionexpiry.session.PassiveRequestMatcher;
import io.github.sessionexpiry.session.springsession.PassiveSessionFilter;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;
import org.springframework.session.Session;
import org.springframework.session.SessionRepository;
import org.springframework.session.web.http.CookieHttpSessionIdResolver;
import org.springframework.session.web.http.CookieSerializer;
import org.springframework.session.web.http.HttpSessionIdResolver;
import org.springframework.session.web.http.SessionRepositoryFilter;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for requests that do not extend the
 * session: by Spring Session where it keeps the sessions, else by the servlet container.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = SessionExpiryAutoConfiguration.class,
		afterName = { "org.springframework.boot.session.autoconfigure.SessionAutoConfiguration",
				"org.springframework.boot.session.jdbc.autoconfigure.JdbcSessionAutoConfiguration",
				"org.springframework.boot.session.data.redis.autoconfigure.SessionDataRedisAutoConfiguration" })
@ConditionalOnBean(PassiveRequestMatcher.class)
public final class PassiveRequestsAutoConfiguration {

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(SessionRepositoryFilter.class)
	@ConditionalOnBean(SessionRepository.class)
	static class SpringSessionConfiguration {

		// Ahead of Spring Session's own filter, the work of which it does then
		@Bean
		FilterRegistrationBean<PassiveSessionFilter> sessionExpiryPassiveRequestFilter(
				PassiveRequestMatcher passiveRequests, SessionRepository<? extends Session> repository,
				ObjectProvider<HttpSessionIdResolver> idResolver, ObjectProvider<CookieSerializer> cookieSerializer,
				Environment environment) {
			int order = environment.getProperty("spring.session.servlet.filter-order", Integer.class,
					SessionRepositoryFilter.DEFAULT_ORDER);
			return register(new PassiveSessionFilter(passiveRequests, repository,
					idResolver.getIfUnique(() -> byCookie(cookieSerializer))), order - 1);
		}

		private static HttpSessionIdResolver byCookie(ObjectProvider<CookieSerializer> cookieSerializer) {
			CookieHttpSessionIdResolver resolver = new CookieHttpSessionIdResolver();
			cookieSerializer.ifUnique(resolver::setCookieSerializer);
			return resolver;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnMissingBean(type = "org.springframework.session.SessionRepository")
	static class ServletContainerConfiguration {

		// As early as anybody can ask for the session
		@Bean
		FilterRegistrationBean<IdleTimeFilter> sessionExpiryPassiveRequestFilter(
				PassiveRequestMatcher passiveRequests) {
			return register(new IdleTimeFilter(passiveRequests), Ordered.HIGHEST_PRECEDENCE + 40);
		}

	}

	private static <F extends Filter> FilterRegistrationBean<F> register(F filter, int order) {
		FilterRegistrationBean<F> registration = new FilterRegistrationBean<>(filter);
		registration.setDispatcherTypes(EnumSet.of(DispatcherType.REQUEST, DispatcherType.ASYNC, DispatcherType.ERROR));
		registration.setOrder(order);
		return registration;
	}

}
