package io.github.sessionexpiry.server;

/**
 * Who sends the request, and how that shows.
 */
enum MatrixClient {

	FETCH("fetch", Kind.SCRIPT, true, Requests.FETCH),

	FETCH_JSON("fetch JSON", Kind.SCRIPT, true, fetch("application/json")),

	FETCH_JSON_PLAIN_HTTP("fetch JSON over plain http", Kind.SCRIPT, true, "Accept", "application/json"),

	AXIOS("axios", Kind.SCRIPT, true, fetch("application/json, text/plain, */*")),

	X_REQUESTED_WITH("`X-Requested-With`", Kind.SCRIPT, true, "Accept", "*/*", "X-Requested-With", "XMLHttpRequest"),

	HTMX("htmx", Kind.SCRIPT, true, Requests.with(Requests.FETCH, "HX-Request", "true")),

	TURBO("Turbo", Kind.SCRIPT, true,
			Requests.with(fetch("text/html, application/xhtml+xml"), "Turbo-Frame", "cart", "X-Turbo-Request-Id", "1")),

	UNPOLY("Unpoly", Kind.SCRIPT, true, Requests.with(Requests.FETCH, "X-Up-Version", "3.10.0", "X-Up-Target", "main")),

	EVENT_SOURCE("EventSource", Kind.SCRIPT, true, fetch("text/event-stream")),

	IMAGE("image", Kind.SCRIPT, true, "Accept", "image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8",
			"Sec-Fetch-Dest", "image", "Sec-Fetch-Mode", "no-cors", "Sec-Fetch-Site", "same-origin"),

	JSF("JSF partial", Kind.SCRIPT, true, Requests.with(Requests.FETCH, "Faces-Request", "partial/ajax")),

	PAGE("page", Kind.PAGE, true, Requests.PAGE),

	PREFETCH("prefetch", Kind.PAGE, true, "Accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
			"Sec-Purpose", "prefetch", "Sec-Fetch-Dest", "empty", "Sec-Fetch-Mode", "no-cors", "Sec-Fetch-Site",
			"same-origin"),

	SERVICE_WORKER("service-worker navigation", Kind.PAGE, true,
			fetch("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8")),

	CURL("curl", Kind.UNDECIDED, false, Requests.CURL),

	BASIC("Basic client", Kind.CLIENT, false,
			Requests.with(Requests.CURL, "Authorization", "Basic YWxpY2U6cGFzc3dvcmQ=")),

	BEARER("bearer client", Kind.CLIENT, true, Requests.with(Requests.FETCH, "Authorization", "Bearer x"));

	private final String title;

	private final Kind kind;

	private final boolean referer;

	private final String[] headers;

	MatrixClient(String title, Kind kind, boolean referer, String... headers) {
		this.title = title;
		this.kind = kind;
		this.referer = referer;
		this.headers = headers;
	}

	private static String[] fetch(String accept) {
		String[] headers = Requests.FETCH.clone();
		headers[1] = accept;
		return headers;
	}

	String title() {
		return this.title;
	}

	/**
	 * Returns what the contract takes the client for. A session id makes it a script's
	 * request if nothing else tells (row 7).
	 */
	Kind kind(MatrixState state) {
		if (this.kind == Kind.UNDECIDED) {
			return state.isSessionIdSent() ? Kind.SCRIPT : Kind.CLIENT;
		}
		return this.kind;
	}

	boolean sendsReferer() {
		return this.referer;
	}

	String[] headers() {
		return this.headers;
	}

	enum Kind {

		SCRIPT, PAGE, CLIENT, UNDECIDED

	}

}
