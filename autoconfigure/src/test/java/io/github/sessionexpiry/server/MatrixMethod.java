package io.github.sessionexpiry.server;

/**
 * What is asked.
 */
enum MatrixMethod {

	GET("GET", "GET", false),

	HEAD("HEAD", "HEAD", false),

	WEB_SOCKET("WebSocket", "GET", false),

	PREFLIGHT("preflight", "OPTIONS", false),

	POST("POST", "POST", false),

	DELETE("DELETE", "DELETE", false),

	POST_WITH_TOKEN("POST with token", "POST", true),

	PUT_WITH_TOKEN("PUT with token", "PUT", true);

	private final String title;

	private final String method;

	private final boolean withToken;

	MatrixMethod(String title, String method, boolean withToken) {
		this.title = title;
		this.method = method;
		this.withToken = withToken;
	}

	String title() {
		return this.title;
	}

	String method() {
		return this.method;
	}

	boolean isWithToken() {
		return this.withToken;
	}

	boolean isUnsafe() {
		return this.ordinal() >= POST.ordinal();
	}

}
