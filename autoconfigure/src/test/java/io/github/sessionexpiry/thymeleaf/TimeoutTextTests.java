package io.github.sessionexpiry.thymeleaf;

import java.time.Duration;
import java.util.Locale;

import io.github.sessionexpiry.session.AbsoluteTimeout;
import io.github.sessionexpiry.web.SessionExpiryMessages;
import org.junit.jupiter.api.Test;

import org.springframework.context.support.StaticMessageSource;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpSession;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A session that ends while its page is being rendered. All else is shown on a real
 * container by {@code ThymeleafTests}.
 */
class TimeoutTextTests {

	@Test
	void textWhenAnotherRequestHasEndedTheSessionThenOfTheNextOne() {
		MockHttpServletRequest request = new MockHttpServletRequest();
		request.setSession(new MockHttpSession() {

			@Override
			public Object getAttribute(String name) {
				throw new IllegalStateException("The session has already been invalidated");
			}

		});
		TimeoutText text = new TimeoutText(new SessionExpiryMessages(new StaticMessageSource()),
				new AbsoluteTimeout(null), (page) -> Duration.ofMinutes(30));
		assertThat(text.of(request, Locale.ENGLISH))
			.isEqualTo("You will be logged out after 30 minutes without activity.");
	}

}
