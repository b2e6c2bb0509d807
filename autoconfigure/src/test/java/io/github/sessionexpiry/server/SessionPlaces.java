package io.github.sessionexpiry.server;

import java.util.concurrent.ConcurrentHashMap;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.session.FlushMode;
import org.springframework.session.MapSessionRepository;
import org.springframework.session.config.SessionRepositoryCustomizer;
import org.springframework.session.config.annotation.web.http.EnableSpringHttpSession;
import org.springframework.session.data.redis.RedisIndexedSessionRepository;
import org.springframework.session.data.redis.config.annotation.web.http.EnableRedisHttpSession;
import org.springframework.session.data.redis.config.annotation.web.http.EnableRedisIndexedHttpSession;

/**
 * Where Spring Session can keep sessions, each as an application would write it. All have
 * the form login of {@link Setups.FormLogin}.
 */
final class SessionPlaces {

	private SessionPlaces() {
	}

	@Configuration(proxyBeanMethods = false)
	@EnableSpringHttpSession
	@Import(Setups.FormLogin.class)
	static class InMemory {

		@Bean
		MapSessionRepository sessionRepository() {
			MapSessionRepository repository = new MapSessionRepository(new ConcurrentHashMap<>());
			// From the start: this store saves sessions as a whole, and a request that
			// ends
			// late undoes what the next one has set
			repository.setDefaultMaxInactiveInterval(SessionTableIT.INTERVAL);
			return repository;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableRedisHttpSession
	@Import(Setups.FormLogin.class)
	static class Redis {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableRedisHttpSession(flushMode = FlushMode.IMMEDIATE)
	@Import(Setups.FormLogin.class)
	static class RedisImmediate {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableRedisIndexedHttpSession
	@Import({ Setups.FormLogin.class, WithoutCleanup.class })
	static class RedisIndexed {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableRedisIndexedHttpSession(flushMode = FlushMode.IMMEDIATE)
	@Import({ Setups.FormLogin.class, WithoutCleanup.class })
	static class RedisIndexedImmediate {

	}

	/**
	 * Keeps commands out of the counts that no request has caused.
	 */
	@Configuration(proxyBeanMethods = false)
	static class WithoutCleanup {

		@Bean
		SessionRepositoryCustomizer<RedisIndexedSessionRepository> withoutCleanup() {
			return (repository) -> repository.setCleanupCron("-");
		}

	}

}
