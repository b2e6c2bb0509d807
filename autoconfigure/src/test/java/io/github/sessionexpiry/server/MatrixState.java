package io.github.sessionexpiry.server;

/**
 * Who asks for what.
 */
enum MatrixState {

	NEVER("never logged in", false, false, false),

	VISITOR("visitor with a session", false, true, true),

	DEAD("dead session id", false, true, false),

	REPLACED("session replaced", false, true, true),

	REMEMBERED("dead session id, remembered", true, true, false),

	LIVE("logged in", true, true, true),

	UNAUTHORIZED("logged in, no authority", true, true, true),

	PUBLIC("public URL, never logged in", false, false, false),

	PUBLIC_DEAD("public URL, dead session id", false, true, false),

	PUBLIC_LIVE("public URL, logged in", true, true, true);

	private final String title;

	private final boolean loggedIn;

	private final boolean sessionIdSent;

	private final boolean sessionAlive;

	MatrixState(String title, boolean loggedIn, boolean sessionIdSent, boolean sessionAlive) {
		this.title = title;
		this.loggedIn = loggedIn;
		this.sessionIdSent = sessionIdSent;
		this.sessionAlive = sessionAlive;
	}

	String title() {
		return this.title;
	}

	boolean isLoggedIn() {
		return this.loggedIn;
	}

	boolean isSessionIdSent() {
		return this.sessionIdSent;
	}

	/**
	 * Returns whether the session, and with it the CSRF token of the page, is still there
	 * when the request comes.
	 */
	boolean isSessionAlive() {
		return this.sessionAlive;
	}

	boolean isPublic() {
		return this == PUBLIC || this == PUBLIC_DEAD || this == PUBLIC_LIVE;
	}

}
