package io.github.sessionexpiry.web;

import java.util.Locale;

import jakarta.servlet.http.HttpServletRequest;

/**
 * What made a request that needs somebody to be logged in, as far as its headers tell.
 * The first constant that applies, in the order in which they stand here, is taken.
 *
 * @since 0.1.0
 */
public enum ClientKind {

	/**
	 * The library htmx: {@code HX-Request: true}.
	 */
	HTMX,

	/**
	 * The library Turbo, a frame or a visit: {@code Turbo-Frame} or
	 * {@code X-Turbo-Request-Id}.
	 */
	TURBO,

	/**
	 * The library Unpoly: {@code X-Up-Version}.
	 */
	UNPOLY,

	/**
	 * A partial request of Jakarta Faces: {@code Faces-Request: partial/ajax}.
	 */
	FACES,

	/**
	 * Code that names itself by {@code X-Requested-With: XMLHttpRequest}: jQuery and
	 * others, and over plain http whatever the browser script has marked.
	 */
	XML_HTTP_REQUEST,

	/**
	 * A navigation: {@code Sec-Fetch-Mode: navigate}, or an {@code Accept} that names
	 * HTML.
	 */
	PAGE,

	/**
	 * An {@code EventSource}: {@code Accept} names {@code text/event-stream}.
	 */
	EVENT_SOURCE,

	/**
	 * {@code fetch}, or an {@code XMLHttpRequest} that does not name itself, which looks
	 * the same: {@code Sec-Fetch-Dest: empty}.
	 */
	FETCH,

	/**
	 * Anything else: an image, a frame, a program that is no browser.
	 */
	OTHER;

	/**
	 * Returns the kind of client that made a request.
	 * @param request the request
	 * @return the kind of client
	 */
	public static ClientKind of(HttpServletRequest request) {
		ClientKind library = library(request);
		if (library != OTHER) {
			return library;
		}
		if (RequestKind.of(request) == RequestKind.PAGE) {
			return PAGE;
		}
		if (RequestKind.acceptsEventStream(request)) {
			return EVENT_SOURCE;
		}
		return "empty".equalsIgnoreCase(request.getHeader("Sec-Fetch-Dest")) ? FETCH : OTHER;
	}

	/**
	 * Returns which library says by a header of its own that the request is not a
	 * navigation.
	 */
	static ClientKind library(HttpServletRequest request) {
		if ("true".equalsIgnoreCase(request.getHeader("HX-Request"))) {
			return HTMX;
		}
		if (request.getHeader("Turbo-Frame") != null || request.getHeader("X-Turbo-Request-Id") != null) {
			return TURBO;
		}
		if (request.getHeader("X-Up-Version") != null) {
			return UNPOLY;
		}
		if (PartialResponse.isRequestedBy(request)) {
			return FACES;
		}
		return "XMLHttpRequest".equalsIgnoreCase(request.getHeader("X-Requested-With")) ? XML_HTTP_REQUEST : OTHER;
	}

	/**
	 * Returns the kind as it is written in a meter's tag, for example
	 * {@code xml_http_request}.
	 */
	@Override
	public String toString() {
		return name().toLowerCase(Locale.ROOT);
	}

}
