package io.github.sessionexpiry.session;

import java.time.Duration;

import io.github.sessionexpiry.web.LoggedIn;
import io.github.sessionexpiry.web.UserIds;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpSession;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.context.SecurityContextHolder;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A session that ends while a request is under way. All else is shown on a real container
 * by {@code StatusEndpointTests} and {@code ThymeleafTests}.
 */
class UserSessionsTests {

	private final MockHttpServletRequest request = new MockHttpServletRequest();

	@BeforeEach
	void logIn() {
		SecurityContextHolder.getContext()
			.setAuthentication(
					UsernamePasswordAuthenticationToken.authenticated("alice", null, AuthorityUtils.NO_AUTHORITIES));
	}

	@AfterEach
	void logOut() {
		SecurityContextHolder.clearContext();
	}

	@ParameterizedTest
	@ValueSource(strings = { "PT0S", "PT1H" })
	void findWhenAnotherRequestHasEndedTheSessionThenNone(Duration absoluteTimeout) {
		this.request.setSession(new MockHttpSession() {

			@Override
			public Object getAttribute(String name) {
				throw new IllegalStateException("The session has already been invalidated");
			}

		});
		assertThat(sessions(absoluteTimeout).find(this.request)).isNull();
	}

	@Test
	void findWhenThereIsNoSessionThenTheUserWithoutAnEnd() {
		assertThat(sessions(Duration.ofHours(1)).find(this.request)).extracting(UserSession::life)
			.isEqualTo(new SessionLife(null, null));
	}

	private static UserSessions sessions(Duration absoluteTimeout) {
		return new UserSessions(new LoggedIn(SecurityContextHolder.getContextHolderStrategy()), new UserIds("secret"),
				new AbsoluteTimeout(absoluteTimeout.isZero() ? null : absoluteTimeout));
	}

}
