package io.github.sessionexpiry.web;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.mock.web.MockHttpServletRequest;

import static org.assertj.core.api.Assertions.assertThat;

class AjaxRequestMatcherTests {

	private final MockHttpServletRequest request = new MockHttpServletRequest();

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			X-Requested-With: XMLHttpRequest                    | SCRIPT
			X-Requested-With: com.example.app                   | CLIENT
			HX-Request: true                                    | SCRIPT
			HX-Request: false                                   | CLIENT
			Turbo-Frame: messages                               | SCRIPT
			X-Turbo-Request-Id: 1                               | SCRIPT
			X-Up-Version: 3.0                                   | SCRIPT
			Faces-Request: partial/ajax                         | SCRIPT
			Faces-Request: other                                | CLIENT
			Sec-Fetch-Mode: navigate                            | PAGE
			Sec-Fetch-Mode: cors                                | SCRIPT
			Sec-Fetch-Mode: no-cors                             | SCRIPT
			Sec-Fetch-Mode: websocket                           | SCRIPT
			Accept: text/html                                   | PAGE
			Accept: application/xhtml+xml                       | PAGE
			Accept: TEXT/HTML ; q=0.1                           | PAGE
			Accept: image/png,application/json                  | SCRIPT
			Accept: application/vnd.api+json; version=1         | SCRIPT
			Accept: text/event-stream                           | SCRIPT
			Accept: */*                                         | CLIENT
			Accept: application/xml                             | CLIENT
			Accept: text/htmlx                                  | CLIENT
			Accept: ;;;,,=                                      | CLIENT
			Cookie: JSESSIONID=1                                | CLIENT
			""")
	void kindWhenOneHeader(String header, RequestKind kind) {
		add(header);
		assertKind(kind);
	}

	@Test
	void kindWhenNothingThenClient() {
		assertKind(RequestKind.CLIENT);
	}

	@Test
	void kindWhenSessionIdThenScript() {
		this.request.setRequestedSessionId("1");
		assertKind(RequestKind.SCRIPT);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			Authorization: Bearer x          | X-Requested-With: XMLHttpRequest | CLIENT
			Authorization: Basic x           | Sec-Fetch-Mode: navigate         | CLIENT
			X-Requested-With: XMLHttpRequest | Sec-Fetch-Mode: navigate         | SCRIPT
			HX-Request: true                 | Accept: text/html                | SCRIPT
			Sec-Fetch-Mode: navigate         | Accept: application/json         | PAGE
			Sec-Fetch-Mode: same-origin      | Accept: text/html                | PAGE
			Sec-Fetch-Mode: cors             | Accept: image/png                | SCRIPT
			Accept: application/json         | Accept: text/html                | PAGE
			""")
	void kindWhenTwoHeadersThenTheFirstRowDecides(String one, String other, RequestKind kind) {
		add(one);
		add(other);
		this.request.setRequestedSessionId("1");
		assertKind(kind);
	}

	@Test
	void matchesWhenAcceptHasThousandsOfEntriesThenDecides() {
		add("Accept: " + "a/b,".repeat(5000) + "application/json");
		assertKind(RequestKind.SCRIPT);
	}

	private void add(String header) {
		String[] nameAndValue = header.split(": ", 2);
		this.request.addHeader(nameAndValue[0], nameAndValue[1]);
	}

	private void assertKind(RequestKind kind) {
		assertThat(RequestKind.of(this.request)).isEqualTo(kind);
		assertThat(AjaxRequestMatcher.byHeaders().matches(this.request)).isEqualTo(kind == RequestKind.SCRIPT);
		assertThat(new PageRequestMatcher().matches(this.request)).isEqualTo(kind == RequestKind.PAGE);
	}

}
