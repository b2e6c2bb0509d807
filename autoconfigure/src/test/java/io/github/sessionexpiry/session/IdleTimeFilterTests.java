package io.github.sessionexpiry.session;

import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.Objects;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import org.junit.jupiter.api.Test;

import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.mock.web.MockHttpSession;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Requests of one session that overlap. What a single one does is shown on real
 * containers by {@code PassiveRequestTests} and {@code SessionTableIT}.
 */
class IdleTimeFilterTests {

	private static final int INTERVAL = 1800;

	private static final FilterChain END = (request, response) -> {
	};

	private final IdleTimeFilter filter = new IdleTimeFilter((request) -> request.getHeader("passive") != null);

	// Used ten minutes ago, for the last time
	private final MockHttpSession session = new MockHttpSession() {

		private final long lastAccessedTime = System.currentTimeMillis() - 600_000;

		@Override
		public long getLastAccessedTime() {
			return this.lastAccessedTime;
		}

	};

	IdleTimeFilterTests() {
		this.session.setNew(false);
		this.session.setMaxInactiveInterval(INTERVAL);
	}

	@Test
	void intervalWhenPassiveRequestsOverlapThenPutBackByTheNextRequest() throws Exception {
		passive((request, response) -> passive(END));
		passive((request, response) -> passive(END));
		assertThat(this.session.getMaxInactiveInterval()).isBetween(INTERVAL - 610, INTERVAL - 600);
		use(END);
		assertThat(this.session.getMaxInactiveInterval()).isEqualTo(INTERVAL);
	}

	@Test
	void intervalWhenPassiveRequestEndsWithinAnotherThenThatOneStillSeesIt() throws Exception {
		passive((request, response) -> {
			passive(END);
			use((rq, rs) -> assertThat(this.session.getMaxInactiveInterval()).isEqualTo(INTERVAL));
		});
		assertThat(this.session.getMaxInactiveInterval()).isEqualTo(INTERVAL);
	}

	@Test
	void sessionWhenUsedWhilePassiveRequestIsUnderWayThenLivesItsFullTime() throws Exception {
		passive((request, response) -> use(END));
		assertThat(SessionLife.of(this.session, new AbsoluteTimeout(null)).expiresIn())
			.isGreaterThan(Duration.ofSeconds(INTERVAL - 10));
	}

	@Test
	void lifeWhenPassiveRequestHasEndedMeanwhileThenOfTheIntervalThatTheApplicationHasSet() throws Exception {
		passive(END);
		passive((request, response) -> {
			passive(END);
			assertThat(this.session.getMaxInactiveInterval()).isLessThan(INTERVAL);
			SessionLife life = SessionLife.of(this.session, new AbsoluteTimeout(null));
			assertThat(life.maxInactive()).isEqualTo(Duration.ofSeconds(INTERVAL));
			assertThat(life.expiresIn()).isBetween(Duration.ofSeconds(INTERVAL - 610),
					Duration.ofSeconds(INTERVAL - 600));
		});
	}

	@Test
	void sessionWhenInvalidatedMeanwhileThenNothingIsThrown() throws Exception {
		use((request, response) -> this.session.invalidate());
		assertThat(this.session.isInvalid()).isTrue();
	}

	@Test
	void answerWhenAsynchronousThenItsEndIsAUseAsWell() throws Exception {
		MockHttpServletRequest request = request();
		request.setAsyncSupported(true);
		this.filter.doFilter(request, new MockHttpServletResponse(), (rq, rs) -> request.startAsync());
		forget();
		Objects.requireNonNull(request.getAsyncContext()).complete();
		assertThat(isTimed()).isTrue();
	}

	@Test
	void answerWhenAsynchronousAndPassiveThenItsEndIsNoUse() throws Exception {
		MockHttpServletRequest request = request();
		request.addHeader("passive", "true");
		request.setAsyncSupported(true);
		this.filter.doFilter(request, new MockHttpServletResponse(), (rq, rs) -> request.startAsync());
		forget();
		Objects.requireNonNull(request.getAsyncContext()).complete();
		assertThat(isTimed()).isFalse();
	}

	private void forget() {
		Collections.list(this.session.getAttributeNames()).forEach(this.session::removeAttribute);
	}

	private boolean isTimed() {
		return IdleTime.find(this.session) != null;
	}

	private void use(FilterChain chain) throws ServletException, IOException {
		this.filter.doFilter(request(), new MockHttpServletResponse(), chain);
	}

	private void passive(FilterChain chain) throws ServletException, IOException {
		MockHttpServletRequest request = request();
		request.addHeader("passive", "true");
		this.filter.doFilter(request, new MockHttpServletResponse(), chain);
	}

	private MockHttpServletRequest request() {
		MockHttpServletRequest request = new MockHttpServletRequest();
		request.setSession(this.session);
		return request;
	}

}
