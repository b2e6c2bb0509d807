package io.github.sessionexpiry.server;

/**
 * What browsers and libraries send, as name and value in turn.
 */
public final class Requests {

	public static final String[] FETCH = { "Accept", "*/*", "Sec-Fetch-Dest", "empty", "Sec-Fetch-Mode", "cors",
			"Sec-Fetch-Site", "same-origin" };

	public static final String[] PAGE = { "Accept",
			"text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8", "Sec-Fetch-Dest",
			"document", "Sec-Fetch-Mode", "navigate", "Sec-Fetch-Site", "same-origin" };

	public static final String[] CURL = { "Accept", "*/*", "User-Agent", "curl/8.5.0" };

	private Requests() {
	}

	/**
	 * Returns the headers with more added.
	 */
	public static String[] with(String[] headers, String... more) {
		String[] all = java.util.Arrays.copyOf(headers, headers.length + more.length);
		System.arraycopy(more, 0, all, headers.length, more.length);
		return all;
	}

}
