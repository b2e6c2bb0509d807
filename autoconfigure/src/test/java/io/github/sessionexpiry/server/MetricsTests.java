package io.github.sessionexpiry.server;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a dashboard sees, over Tomcat.
 */
@ExtendWith(OutputCaptureExtension.class)
class MetricsTests {

	private TestServer server;

	private MeterRegistry registry;

	@BeforeEach
	void start() {
		this.server = TestServer.start(Setups.FormLogin.class);
		this.registry = this.server.context().getBean(MeterRegistry.class);
	}

	@AfterEach
	void stop() {
		this.server.close();
	}

	@Test
	void requestsWhenLoginRequiredThenCountedByReasonAndClient(CapturedOutput output) {
		Browser browser = this.server.browser();
		browser.send("GET", "/api/orders", Requests.FETCH);
		browser.logIn();
		browser.expireSession();
		browser.send("GET", "/api/orders", Requests.FETCH);
		browser.send("GET", "/api/orders", Requests.FETCH);
		browser.send("POST", "/page", Requests.PAGE);
		assertThat(counters())
			.extracting((counter) -> counter.getId().getTag("reason") + " " + counter.getId().getTag("client") + " "
					+ counter.count())
			.containsExactlyInAnyOrder("login_required fetch 1.0", "session_expired fetch 2.0",
					"session_expired page 1.0");
		assertThat(output).doesNotContain("WARN");
	}

	@Test
	void requestsWhenNotOursThenNoMeter() {
		Browser browser = this.server.browser();
		browser.send("GET", "/page", Requests.PAGE);
		this.server.browser().send("GET", "/page", Requests.CURL);
		browser.send("GET", "/public/hello", Requests.FETCH);
		browser.logIn();
		browser.send("GET", "/api/orders", Requests.FETCH);
		assertThat(counters()).isEmpty();
	}

	private Iterable<Counter> counters() {
		return this.registry.find("session.expiry.login.required").counters();
	}

}
