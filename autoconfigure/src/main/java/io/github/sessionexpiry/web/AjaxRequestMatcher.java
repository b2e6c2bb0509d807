package io.github.sessionexpiry.web;

import org.springframework.security.web.util.matcher.RequestMatcher;

/**
 * Matches a <em>script request</em>: one that code in a page made ({@code fetch},
 * {@code XMLHttpRequest}, an image, a stream), so that the HTML of a login page would be
 * useless to it. A bean of this type replaces {@link #byHeaders()}.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface AjaxRequestMatcher extends RequestMatcher {

	/**
	 * Returns the matcher that goes by what browsers and client libraries send. The first
	 * row that applies decides:
	 * <table>
	 * <caption>Signals</caption>
	 * <tr>
	 * <th>Signal</th>
	 * <th>Matches</th>
	 * </tr>
	 * <tr>
	 * <td>{@code Authorization}</td>
	 * <td>no: an API client</td>
	 * </tr>
	 * <tr>
	 * <td>{@code X-Requested-With: XMLHttpRequest}, {@code HX-Request: true},
	 * {@code Turbo-Frame}, {@code X-Turbo-Request-Id}, {@code X-Up-Version},
	 * {@code Faces-Request: partial/ajax}</td>
	 * <td>yes</td>
	 * </tr>
	 * <tr>
	 * <td>{@code Sec-Fetch-Mode: navigate}</td>
	 * <td>no: a page</td>
	 * </tr>
	 * <tr>
	 * <td>{@code Accept} names {@code text/html} or {@code application/xhtml+xml}</td>
	 * <td>no: a page, also one that a service worker asks for again</td>
	 * </tr>
	 * <tr>
	 * <td>{@code Sec-Fetch-Mode} with another value</td>
	 * <td>yes</td>
	 * </tr>
	 * <tr>
	 * <td>{@code Accept} names JSON or {@code text/event-stream}</td>
	 * <td>yes</td>
	 * </tr>
	 * <tr>
	 * <td>a session id</td>
	 * <td>yes</td>
	 * </tr>
	 * <tr>
	 * <td>nothing of the above</td>
	 * <td>no: an API client</td>
	 * </tr>
	 * </table>
	 * @return the matcher
	 * @see <a href="https://www.w3.org/TR/fetch-metadata/">Fetch Metadata Request
	 * Headers</a>
	 */
	static AjaxRequestMatcher byHeaders() {
		return (request) -> RequestKind.of(request) == RequestKind.SCRIPT;
	}

}
