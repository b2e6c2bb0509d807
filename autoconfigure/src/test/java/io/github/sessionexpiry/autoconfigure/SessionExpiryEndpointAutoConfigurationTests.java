package io.github.sessionexpiry.autoconfigure;

import org.junit.jupiter.api.Test;

import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.annotation.ReflectiveRuntimeHintsRegistrar;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.security.autoconfigure.SecurityAutoConfiguration;
import org.springframework.boot.security.autoconfigure.UserDetailsServiceAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;

import static org.assertj.core.api.Assertions.assertThat;

class SessionExpiryEndpointAutoConfigurationTests {

	private static final String EXPOSED = "management.endpoints.web.exposure.include=sessionexpiry";

	private final WebApplicationContextRunner contextRunner = new WebApplicationContextRunner().withConfiguration(
			AutoConfigurations.of(DispatcherServletAutoConfiguration.class, WebMvcAutoConfiguration.class,
					SecurityAutoConfiguration.class, ServletWebSecurityAutoConfiguration.class,
					UserDetailsServiceAutoConfiguration.class, EndpointAutoConfiguration.class,
					SessionExpiryAutoConfiguration.class, SessionExpiryEndpointAutoConfiguration.class));

	@Test
	void addsEndpointWhenExposed() {
		this.contextRunner.withPropertyValues(EXPOSED)
			.run((context) -> assertThat(context).hasSingleBean(SessionExpiryEndpoint.class));
	}

	@Test
	void backsOffWhenNotExposed() {
		this.contextRunner
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(SessionExpiryEndpoint.class));
	}

	@Test
	void backsOffWhenThereIsNoAccess() {
		this.contextRunner.withPropertyValues(EXPOSED, "management.endpoint.sessionexpiry.access=NONE")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(SessionExpiryEndpoint.class));
	}

	@Test
	void backsOffWhenDisabled() {
		this.contextRunner.withPropertyValues(EXPOSED, "session-expiry.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(SessionExpiryEndpoint.class));
	}

	@Test
	void answerCanBeWrittenInNativeImage() {
		RuntimeHints hints = new RuntimeHints();
		new ReflectiveRuntimeHintsRegistrar().registerRuntimeHints(hints, SessionExpiryEndpoint.class);
		assertThat(RuntimeHintsPredicates.reflection()
			.onType(SessionExpiryEndpoint.ChainDescriptor.class)
			.withMemberCategory(MemberCategory.INVOKE_DECLARED_CONSTRUCTORS)).accepts(hints);
	}

}
