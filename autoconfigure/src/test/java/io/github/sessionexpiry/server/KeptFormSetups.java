package io.github.sessionexpiry.server;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.sessionexpiry.config.SessionExpiryDefaults;
import io.github.sessionexpiry.form.KeptForms;
import jakarta.servlet.http.HttpServletRequest;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.SessionManagementConfigurer;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.session.MapSessionRepository;
import org.springframework.session.config.annotation.web.http.EnableSpringHttpSession;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Set-ups of Spring Security for {@link KeptFormTests}, each as an application would
 * write it, with two users and something that takes forms.
 */
final class KeptFormSetups {

	private KeptFormSetups() {
	}

	@Import(Notes.class)
	abstract static class Application {

		@Bean
		UserDetailsService users() {
			return (name) -> User.withUsername(name).password("{noop}password").build();
		}

		static HttpSecurity authorize(HttpSecurity http) {
			return http.authorizeHttpRequests(
					(requests) -> requests.requestMatchers("/public/**").permitAll().anyRequest().authenticated());
		}

		static SecurityFilterChain withSessionFixation(HttpSecurity http,
				Customizer<SessionManagementConfigurer<HttpSecurity>.SessionFixationConfigurer> sessionFixation) {
			return authorize(http).formLogin(Customizer.withDefaults())
				.sessionManagement((sessions) -> sessions.sessionFixation(sessionFixation))
				.build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class FormLogin extends Application {

		@Bean
		SecurityFilterChain chain(HttpSecurity http) {
			return authorize(http).formLogin(Customizer.withDefaults()).build();
		}

	}

	/**
	 * The only set-up whose time a test can change.
	 */
	@Configuration(proxyBeanMethods = false)
	static class WithClock extends FormLogin {

		@Bean
		KeptForms keptForms(SessionExpiryDefaults defaults, Clock clock) {
			return new KeptForms(defaults.settings().basePath(), defaults.userIds(), defaults.loginPages(), clock);
		}

		@Bean
		Clock clock() {
			return new Clock();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class WithoutCsrf extends Application {

		@Bean
		SecurityFilterChain chain(HttpSecurity http) {
			return authorize(http).formLogin(Customizer.withDefaults()).csrf((csrf) -> csrf.disable()).build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class NewSession extends Application {

		@Bean
		SecurityFilterChain chain(HttpSecurity http) {
			return withSessionFixation(http, (sessionFixation) -> sessionFixation.newSession());
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class MigratedSession extends Application {

		@Bean
		SecurityFilterChain chain(HttpSecurity http) {
			return withSessionFixation(http, (sessionFixation) -> sessionFixation.migrateSession());
		}

	}

	/**
	 * A login that always goes to a page of its own.
	 */
	@Configuration(proxyBeanMethods = false)
	static class AlwaysHome extends Application {

		@Bean
		SecurityFilterChain chain(HttpSecurity http) {
			return authorize(http).formLogin((form) -> form.defaultSuccessUrl("/api/orders", true)).build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableSpringHttpSession
	static class InMemory extends FormLogin {

		@Bean
		MapSessionRepository sessionRepository() {
			return new MapSessionRepository(new ConcurrentHashMap<>());
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import(Setups.TwoLogins.class)
	static class TwoLogins extends Application {

	}

	static final class Clock implements InstantSource {

		private volatile Instant now = Instant.EPOCH;

		@Override
		public Instant instant() {
			return this.now;
		}

		void set(Instant now) {
			this.now = now;
		}

		void pass(Duration time) {
			this.now = this.now.plus(time);
		}

	}

	/**
	 * Takes forms, and writes down what it has got.
	 */
	@RestController
	static class Notes {

		private final List<Map<String, List<String>>> received = new CopyOnWriteArrayList<>();

		@PostMapping("/notes")
		String save(HttpServletRequest request) {
			Map<String, List<String>> fields = new TreeMap<>();
			request.getParameterMap().forEach((name, values) -> fields.put(name, Arrays.asList(values)));
			this.received.add(fields);
			return "saved";
		}

		List<Map<String, List<String>>> received() {
			return this.received;
		}

	}

}
