package io.github.sessionexpiry.web;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.mock.web.MockHttpServletRequest;

import static org.assertj.core.api.Assertions.assertThat;

class ClientKindTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			HX-Request: true                                                | HTMX
			HX-Request: false                                               | OTHER
			Turbo-Frame: messages                                           | TURBO
			X-Turbo-Request-Id: 1                                           | TURBO
			X-Up-Version: 3.0                                               | UNPOLY
			Faces-Request: partial/ajax                                     | FACES
			Faces-Request: other                                            | OTHER
			X-Requested-With: XMLHttpRequest                                | XML_HTTP_REQUEST
			X-Requested-With: com.example.app                               | OTHER
			Sec-Fetch-Mode: navigate                                        | PAGE
			Accept: text/html                                               | PAGE
			Accept: text/event-stream                                       | EVENT_SOURCE
			Accept: application/json                                        | OTHER
			Sec-Fetch-Dest: empty                                           | FETCH
			Sec-Fetch-Dest: image                                           | OTHER
			Accept: */*                                                     | OTHER
			HX-Request: true; X-Requested-With: XMLHttpRequest              | HTMX
			X-Up-Version: 3.0; X-Requested-With: XMLHttpRequest             | UNPOLY
			Faces-Request: partial/ajax; X-Requested-With: XMLHttpRequest   | FACES
			X-Turbo-Request-Id: 1; Accept: text/html; Sec-Fetch-Dest: empty | TURBO
			X-Requested-With: XMLHttpRequest; Sec-Fetch-Dest: empty         | XML_HTTP_REQUEST
			Accept: text/event-stream; Sec-Fetch-Dest: empty                | EVENT_SOURCE
			Accept: text/html; Sec-Fetch-Dest: empty                        | PAGE
			""")
	void ofWhenHeadersThenKind(String headers, ClientKind expected) {
		MockHttpServletRequest request = new MockHttpServletRequest();
		for (String header : headers.split("; ")) {
			String[] nameAndValue = header.split(": ", 2);
			request.addHeader(nameAndValue[0], nameAndValue[1]);
		}
		assertThat(ClientKind.of(request)).isEqualTo(expected);
	}

}
