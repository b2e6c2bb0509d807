package io.github.sessionexpiry.sample;

import java.time.Duration;

import org.springframework.boot.session.autoconfigure.SessionTimeout;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;
import org.springframework.session.config.SessionRepositoryCustomizer;
import org.springframework.session.data.redis.RedisIndexedSessionRepository;
import org.springframework.session.data.redis.config.annotation.web.http.EnableRedisIndexedHttpSession;

/**
 * Keeps the sessions in Redis, where several nodes share them.
 */
@Configuration(proxyBeanMethods = false)
@EnableRedisIndexedHttpSession
@Profile("redis")
class RedisSessionConfiguration {

	@Bean
	SessionRepositoryCustomizer<RedisIndexedSessionRepository> timeout(SessionTimeout timeout) {
		Duration configured = timeout.getTimeout();
		return (repository) -> {
			if (configured != null) {
				repository.setDefaultMaxInactiveInterval(configured);
			}
		};
	}

}
