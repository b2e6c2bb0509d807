package io.github.sessionexpiry.server;

import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.web.DefaultSecurityFilterChain;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What somebody reads in the log who wonders whether the library is at work.
 */
@ExtendWith(OutputCaptureExtension.class)
class StartUpReportTests {

	private static final String ANSWERED = ": script requests get a login-required answer; login page ";

	@ParameterizedTest
	@MethodSource
	void startWhenSetUpThenOneLineForEachChain(Class<?> setup, String[] lines, CapturedOutput output) {
		try (TestServer server = start(setup)) {
			assertThat(lines(output)).containsExactly(lines);
			server.browser().send("GET", "/page", Requests.PAGE);
		}
		assertThat(lines(output)).containsExactly(lines);
	}

	static Stream<Arguments> startWhenSetUpThenOneLineForEachChain() {
		return Stream.of(
				setup(Setups.BootDefault.class,
						"Chain any request" + ANSWERED + "/login, CSRF on, endpoints under /session-expiry"),
				setup(Setups.CustomLoginPage.class,
						"Chain any request" + ANSWERED + "/signin, CSRF on, endpoints under /session-expiry"),
				setup(WithoutCsrf.class,
						"Chain any request" + ANSWERED + "/login, CSRF off, endpoints under /session-expiry"),
				setup(Setups.OneSession.class,
						"Chain any request" + ANSWERED
								+ "/login, CSRF on, sessions limited per user, endpoints under /session-expiry"),
				setup(Setups.ExplicitLoginEntryPoint.class,
						"Chain any request" + ANSWERED + "not known, CSRF on, endpoints under /session-expiry"),
				setup(OwnEntryPoint.class,
						"Chain any request: script requests get a login-required answer where its "
								+ "entry point redirects pages to a login; login page not known, CSRF on, "
								+ "endpoints under /session-expiry"),
				setup(Setups.ExplicitUnauthorized.class, "Chain any request: left alone, as it has no login to go to"),
				setup(Setups.ExplicitUnauthorizedWithLoginPage.class,
						"Chain any request" + ANSWERED + "/signin, CSRF on, endpoints under /session-expiry"),
				setup(Setups.HttpBasic.class, "Chain any request: left alone, as it has no login to go to"),
				setup(NoLogin.class, "Chain any request: left alone, as it has no login to go to"),
				setup(Setups.DisabledForAChain.class,
						"Chain any request: left alone, as session expiry support is disabled for it"),
				setup(Setups.StatelessApiAndWeb.class,
						"Chain Or [PathPattern [/api/**]]: left alone, as it is stateless",
						"Chain any request" + ANSWERED + "/login, CSRF on, endpoints under /session-expiry"),
				setup(NotOurs.class, "Chain PathPattern [/static/**]: left alone, as it has no filters",
						"Chain PathPattern [/raw/**]: left alone, as it has no exception handling",
						"Chain any request" + ANSWERED + "/login, CSRF on, endpoints under /session-expiry"),
				setup(Setups.TwoLogins.class,
						"Chain Or [PathPattern [/admin/**]]" + ANSWERED
								+ "/admin/signin, CSRF on, endpoints under /session-expiry",
						"Chain Or [PathPattern [/page], PathPattern [/login]]" + ANSWERED
								+ "/login, CSRF on, endpoints under /session-expiry"));
	}

	@Test
	void startWhenBasePathThenNamesIt(CapturedOutput output) {
		start(Setups.BootDefault.class, "session-expiry.base-path=/expiry").close();
		assertThat(lines(output)).singleElement().asString().endsWith(", endpoints under /expiry");
	}

	@Test
	void startWhenDisabledThenSaysNothing(CapturedOutput output) {
		start(Setups.BootDefault.class, "session-expiry.enabled=false").close();
		assertThat(lines(output)).isEmpty();
	}

	@Test
	void startWhenLogLevelIsWarnThenSaysNothing(CapturedOutput output) {
		TestServer.start(Setups.BootDefault.class).close();
		assertThat(lines(output)).isEmpty();
	}

	@Test
	void startWhenLazyThenSaysTheSame(CapturedOutput output) {
		start(Setups.BootDefault.class, "spring.main.lazy-initialization=true").close();
		assertThat(lines(output))
			.containsExactly("Chain any request" + ANSWERED + "/login, CSRF on, endpoints under /session-expiry");
	}

	private static Arguments setup(Class<?> setup, String... lines) {
		return Arguments.of(setup, lines);
	}

	private static TestServer start(Class<?> setup, String... properties) {
		String[] all = java.util.Arrays.copyOf(properties, properties.length + 1);
		all[properties.length] = "logging.level.io.github.sessionexpiry=info";
		return TestServer.start(setup, all);
	}

	private static Stream<String> lines(CapturedOutput output) {
		return output.getOut()
			.lines()
			.filter((line) -> line.contains("StartUpReport"))
			.map((line) -> line.substring(line.indexOf("Chain ")));
	}

	@Configuration(proxyBeanMethods = false)
	static class WithoutCsrf {

		@Bean
		SecurityFilterChain chain(HttpSecurity http) {
			return http.authorizeHttpRequests((requests) -> requests.anyRequest().authenticated())
				.formLogin(Customizer.withDefaults())
				.csrf(AbstractHttpConfigurer::disable)
				.build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnEntryPoint {

		@Bean
		SecurityFilterChain chain(HttpSecurity http) {
			return http.authorizeHttpRequests((requests) -> requests.anyRequest().authenticated())
				.exceptionHandling((exceptions) -> exceptions
					.authenticationEntryPoint((request, response, exception) -> response.sendRedirect("/signin")))
				.build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class NoLogin {

		@Bean
		SecurityFilterChain chain(HttpSecurity http) {
			return http.authorizeHttpRequests((requests) -> requests.anyRequest().authenticated()).build();
		}

	}

	/**
	 * Chains that no configurer has seen, and one that it has.
	 */
	@Configuration(proxyBeanMethods = false)
	static class NotOurs {

		@Bean
		@Order(1)
		SecurityFilterChain nothing() {
			return new DefaultSecurityFilterChain(PathPatternRequestMatcher.pathPattern("/static/**"));
		}

		@Bean
		@Order(2)
		SecurityFilterChain byHand() {
			return new DefaultSecurityFilterChain(PathPatternRequestMatcher.pathPattern("/raw/**"),
					(request, response, chain) -> chain.doFilter(request, response));
		}

		@Bean
		@Order(3)
		SecurityFilterChain web(HttpSecurity http) {
			return http.authorizeHttpRequests((requests) -> requests.anyRequest().authenticated())
				.formLogin(Customizer.withDefaults())
				.build();
		}

	}

}
