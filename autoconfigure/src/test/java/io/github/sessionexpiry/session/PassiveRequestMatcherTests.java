package io.github.sessionexpiry.session;

import java.util.List;

import jakarta.servlet.DispatcherType;
import org.junit.jupiter.api.Test;

import org.springframework.mock.web.MockHttpServletRequest;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A request stays what it was when the container dispatches it to an error page.
 */
class PassiveRequestMatcherTests {

	private final PassiveRequestMatcher matcher = new PassiveRequestMatcher("/session-expiry", List.of("/poll/**"));

	@Test
	void errorPageOfPassivePathIsPassive() {
		MockHttpServletRequest request = request("/poll/news");
		assertThat(this.matcher.matches(request)).isTrue();
		assertThat(this.matcher.matches(dispatchedToErrorPage(request))).isTrue();
	}

	@Test
	void errorPageOfOtherPathIsNot() {
		MockHttpServletRequest request = request("/news");
		assertThat(this.matcher.matches(request)).isFalse();
		assertThat(this.matcher.matches(dispatchedToErrorPage(request))).isFalse();
	}

	private static MockHttpServletRequest request(String path) {
		MockHttpServletRequest request = new MockHttpServletRequest("GET", path);
		request.setServletPath(path);
		return request;
	}

	private static MockHttpServletRequest dispatchedToErrorPage(MockHttpServletRequest request) {
		request.setServletPath("/error");
		request.setDispatcherType(DispatcherType.ERROR);
		return request;
	}

}
