package io.github.sessionexpiry.server;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;

/**
 * Set-ups of Spring Security, each as an application would write it.
 */
public final class Setups {

	private Setups() {
	}

	/**
	 * Spring Boot's own chain: form login and HTTP Basic.
	 */
	@Configuration(proxyBeanMethods = false)
	public static class BootDefault {

	}

	@Configuration(proxyBeanMethods = false)
	public static class FormLogin {

		@Bean
		SecurityFilterChain chain(HttpSecurity http) {
			return http
				.authorizeHttpRequests((requests) -> requests.requestMatchers("/public/**")
					.permitAll()
					.requestMatchers("/admin/**")
					.hasRole("ADMIN")
					.anyRequest()
					.authenticated())
				.formLogin(Customizer.withDefaults())
				.build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	public static class CustomLoginPage {

		@Bean
		SecurityFilterChain chain(HttpSecurity http) {
			return http
				.authorizeHttpRequests(
						(requests) -> requests.requestMatchers("/public/**").permitAll().anyRequest().authenticated())
				.formLogin((form) -> form.loginPage("/signin").permitAll())
				.build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	public static class HttpBasic {

		@Bean
		SecurityFilterChain chain(HttpSecurity http) {
			return http.authorizeHttpRequests((requests) -> requests.anyRequest().authenticated())
				.httpBasic(Customizer.withDefaults())
				.build();
		}

	}

}
