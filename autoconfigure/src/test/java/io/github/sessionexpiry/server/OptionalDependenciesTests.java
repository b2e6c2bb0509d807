package io.github.sessionexpiry.server;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Starts an application for which optional libraries do not exist, in a virtual machine
 * of its own. A filtered class loader would not do: the annotations of our classes come
 * from its parent, which has everything.
 */
class OptionalDependenciesTests {

	private static final String ACTUATOR = "spring-boot-actuator";

	private static final String MICROMETER = "micrometer-core|spring-boot-micrometer";

	private static final String THYMELEAF = "thymeleaf|spring-boot-thymeleaf";

	private static final String SPRING_SESSION = "spring-session|spring-boot-session";

	@Test
	void startWhenNoActuatorThenStillCounts() throws Exception {
		assertThat(startWithout(ACTUATOR + "|" + THYMELEAF))
			.contains("answered 403 by [sessionExpiryLoginRequiredCounter]");
	}

	@Test
	void startWhenNeitherActuatorNorMicrometerThenAnswersAsEver() throws Exception {
		assertThat(startWithout(ACTUATOR + "|" + MICROMETER + "|" + THYMELEAF)).contains("answered 403 by []");
	}

	@Test
	void startWhenThymeleafAloneThenHasTheDialect() throws Exception {
		assertThat(startWithout(ACTUATOR + "|" + MICROMETER + "|" + SPRING_SESSION))
			.contains("answered 403 by [sessionExpiryDialect]");
	}

	@Test
	void startWhenNoOAuth2ClientThenAnswersAsEver() throws Exception {
		assertThat(startWithout("spring-security-oauth2|spring-boot-security-oauth2|oauth2-oidc-sdk"))
			.contains("answered 403 by ");
	}

	private static String startWithout(String artifacts) throws IOException, InterruptedException {
		Pattern excluded = Pattern.compile(".*[/\\\\](" + artifacts + ")[^/\\\\]*\\.jar");
		String classPath = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
			.filter((entry) -> !excluded.matcher(entry).matches())
			.collect(Collectors.joining(File.pathSeparator));
		ProcessBuilder java = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				Application.class.getName())
			.redirectErrorStream(true);
		java.environment().put("CLASSPATH", classPath);
		Process process = java.start();
		return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
	}

	/**
	 * Says how a script is answered, and which optional beans there are.
	 */
	static final class Application {

		private Application() {
		}

		public static void main(String[] args) {
			try (TestServer server = TestServer.start(Setups.FormLogin.class,
					"management.endpoints.web.exposure.include=sessionexpiry")) {
				int status = server.browser().send("GET", "/api/orders", Requests.FETCH).statusCode();
				List<String> beans = List.of("sessionExpiryEndpoint", "sessionExpiryLoginRequiredCounter",
						"sessionExpiryDialect");
				System.out.println(
						"answered " + status + " by " + beans.stream().filter(server.context()::containsBean).toList());
			}
		}

	}

}
