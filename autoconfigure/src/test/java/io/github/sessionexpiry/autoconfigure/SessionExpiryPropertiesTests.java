package io.github.sessionexpiry.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import io.github.sessionexpiry.web.SessionExpirySettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.json.JsonParserFactory;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.InstanceOfAssertFactories.list;

/**
 * What somebody reads who has set a property wrongly.
 */
@ExtendWith(OutputCaptureExtension.class)
class SessionExpiryPropertiesTests {

	// What an editor shows beside the name of a property
	@Test
	void metadataTellsTheDefaults() throws IOException {
		SessionExpirySettings defaults = SessionExpirySettings.DEFAULTS;
		Map<String, Object> metadata = JsonParserFactory.getJsonParser()
			.parseMap(Files.readString(Path.of("target/classes/META-INF/spring-configuration-metadata.json")));
		assertThat(metadata.get("properties")).asInstanceOf(list(Map.class))
			.filteredOn((property) -> property.containsKey("defaultValue"))
			.extracting((property) -> property.get("name") + "=" + property.get("defaultValue"))
			.contains("session-expiry.base-path=" + defaults.basePath(), "session-expiry.status=" + defaults.status(),
					"session-expiry.login-url-header=" + defaults.loginUrlHeader(),
					"session-expiry.login-page-header=" + defaults.loginPageHeader(),
					"session-expiry.response-format=json", "session-expiry.sentinel=" + defaults.sentinel(),
					"session-expiry.oidc.refresh-url-header=" + defaults.refreshUrlHeader());
	}

	@Test
	void defaultsAreThoseOfTheSettings() {
		assertThat(new SessionExpiryProperties().toSettings()).isEqualTo(SessionExpirySettings.DEFAULTS);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			status            | 200                  | from 400 to 499
			status            | 500                  | from 400 to 499
			login-url-header  | ``                   | must be the name of a header
			login-url-header  | login url            | must be the name of a header
			login-page-header | Is:Login             | must be the name of a header
			base-path         | session-expiry       | starts with '/'
			base-path         | /                    | must be a path such as /session-expiry
			base-path         | /x/                  | must be a path such as /session-expiry
			base-path         | /x//y                | must be a path such as /session-expiry
			base-path         | /x/../y              | must be a path such as /session-expiry
			base-path         | /x/*                 | must be a path such as /session-expiry
			login-url         | ``                   | absolute http or https URL
			login-url         | login                | absolute http or https URL
			login-url         | javascript:alert(1)  | absolute http or https URL
			login-url         | ftp://login.example/ | absolute http or https URL
			login-url         | //login.example/     | absolute http or https URL
			login-url         | https:login.example  | absolute http or https URL
			login-url         | /\\login.example     | absolute http or https URL
			login-url         | /log in              | absolute http or https URL
			login-url         | /log\u0007in         | absolute http or https URL
			sentinel          | ``                   | must be a line of text
			absolute-timeout  | PT0S                 | must be a duration of at least a second
			absolute-timeout  | PT-1H                | must be a duration of at least a second
			user-id-secret    | short                | must have at least 16 characters
			""")
	void startWhenValueIsWrongThenNamesPropertyValueAndWayOut(String property, String value, String wayOut,
			CapturedOutput output) {
		assertThatExceptionOfType(Exception.class).isThrownBy(() -> start(property, value));
		assertThat(output.getErr() + output.getOut()).contains("APPLICATION FAILED TO START")
			.contains("Origin: \"session-expiry." + property + "\"")
			.contains("Value: \"" + value + "\"")
			.contains(wayOut);
	}

	@Test
	void startWhenResponseFormatIsUnknownThenNamesTheKnownOnes(CapturedOutput output) {
		assertThatExceptionOfType(Exception.class).isThrownBy(() -> start("response-format", "xml"));
		assertThat(output.getErr() + output.getOut()).contains("Property: session-expiry.response-format")
			.contains("Value: \"xml\"")
			.contains("JSON")
			.contains("SENTINEL");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			renewAfter       | PT0S        | must be a duration of at least a second, such as 15m, or id-token
			renewAfter       | -5m         | must be a duration of at least a second, such as 15m, or id-token
			renewAfter       | soon        | must be a duration of at least a second, such as 15m, or id-token
			refreshUrlHeader | refresh url | must be the name of a header
			""")
	void startWhenOidcValueIsWrongThenNamesPropertyValueAndWayOut(String property, String value, String wayOut,
			CapturedOutput output) {
		assertThatExceptionOfType(Exception.class).isThrownBy(() -> start("oidc." + property, value));
		assertThat(output.getErr() + output.getOut()).contains("APPLICATION FAILED TO START")
			.contains("Property: session-expiry.oidc." + property)
			.contains("Value: \"" + value + "\"")
			.contains(wayOut);
	}

	@Test
	void startWhenOidcMethodsAreNoneThenSaysSo(CapturedOutput output) {
		assertThatExceptionOfType(Exception.class).isThrownBy(() -> start("oidc.methods", "get"));
		assertThat(output.getErr() + output.getOut()).contains("Property: session-expiry.oidc.methods")
			.contains("must be names of HTTP methods in capital letters");
	}

	@Test
	void startWhenOnUnavailableIsUnknownThenNamesTheKnownOnes(CapturedOutput output) {
		assertThatExceptionOfType(Exception.class).isThrownBy(() -> start("oidc.on-unavailable", "retry"));
		assertThat(output.getErr() + output.getOut()).contains("Property: session-expiry.oidc.on-unavailable")
			.contains("Value: \"retry\"")
			.contains("END")
			.contains("KEEP");
	}

	@ParameterizedTest
	@ValueSource(strings = { "api/news", "/a/**/b", "/{open", "" })
	void startWhenPassivePathIsNoPatternThenNamesPropertyAndWayOut(String path, CapturedOutput output) {
		assertThatExceptionOfType(Exception.class).isThrownBy(() -> start("passive-paths[0]", path));
		assertThat(output.getErr() + output.getOut()).contains("session-expiry.passivePaths")
			.contains("must be patterns of paths within the application, such as /api/news or /poll/**");
	}

	@ParameterizedTest
	@ValueSource(strings = { "status=400", "status=499", "login-url-header=X-Login_Url", "base-path=/a",
			"base-path=/-/b.c", "login-url=/login", "login-url=https://login.example",
			"login-url=HTTP://login.example/a?b=c#d", "sentinel=MASONITE_LOGIN_REQUIRED", "sentinel=bitte anmelden",
			"response-format=sentinel", "absolute-timeout=12h", "keep-forms=true", "user-id-secret=0123456789abcdef",
			"passive-paths=/news,/poll/**,/{a}/b", "oidc.renew-after=15m", "oidc.renew-after=PT1S",
			"oidc.renew-after=id-token", "oidc.methods=GET,POST", "oidc.on-unavailable=end",
			"oidc.refresh-url-header=X-Renew" })
	void startWhenValueIsRightThenStarts(String property) {
		String[] nameAndValue = property.split("=", 2);
		start(nameAndValue[0], nameAndValue[1]);
	}

	private static void start(String property, String value) {
		SpringApplication application = new SpringApplication(Application.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		application.run("--session-expiry." + property + "=" + value, "--spring.main.banner-mode=off").close();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableConfigurationProperties(SessionExpiryProperties.class)
	static class Application {

	}

}
