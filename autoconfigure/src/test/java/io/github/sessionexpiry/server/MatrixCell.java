package io.github.sessionexpiry.server;

import io.github.sessionexpiry.server.MatrixClient.Kind;
import io.github.sessionexpiry.server.MatrixSetup.Csrf;

/**
 * A cell of the matrix: one request to one server, and what the contract says about it.
 */
record MatrixCell(MatrixSetup setup, MatrixClient client, MatrixMethod method, MatrixState state) {

	boolean isScript() {
		return this.client.kind(this.state) == Kind.SCRIPT;
	}

	boolean isPage() {
		return this.client.kind(this.state) == Kind.PAGE;
	}

	boolean isClient() {
		return this.client.kind(this.state) == Kind.CLIENT;
	}

	boolean isCsrfRejected() {
		boolean tokenFits = this.method.isWithToken()
				&& (this.setup.csrf() == Csrf.COOKIE || this.state.isSessionAlive());
		return this.setup.csrf() != Csrf.OFF && this.method.isUnsafe() && !tokenFits;
	}

	/**
	 * Returns whether somebody is logged in when the request is judged. CSRF protection
	 * judges before concurrency control ends a session and before a user is remembered.
	 */
	boolean isUserPresent() {
		if (isCsrfRejected()) {
			return this.state == MatrixState.REPLACED
					|| (this.state.isLoggedIn() && this.state != MatrixState.REMEMBERED);
		}
		return this.state.isLoggedIn();
	}

	/**
	 * Returns whether nobody is logged in and the request needs somebody to be.
	 */
	boolean isUserMissing() {
		return !isUserPresent() && !this.state.isPublic() && !isAnsweredByCors();
	}

	/**
	 * Returns whether this is a form of a page whose user is gone, and the token with
	 * them.
	 */
	boolean isFormOfNobody() {
		return isPage() && isCsrfRejected() && !isUserPresent();
	}

	boolean isLoginRequired() {
		return this.setup.hasLogin() && isScript() && isUserMissing();
	}

	/**
	 * Returns whether the contract has something to say; what it leaves alone must be as
	 * if the starter were not there.
	 */
	boolean isApplicationsOwn() {
		if (this.setup == MatrixSetup.API_BESIDE_WEB) {
			return !isErrorOfApi();
		}
		if (!this.setup.hasLogin()) {
			return true;
		}
		if (isScriptOnPublicUrl()) {
			return isFormOfInvalidSession();
		}
		return !isLoginRequired() && !isFormOfNobody() && !isRejectedInReplacedSession();
	}

	/**
	 * Returns whether a script asks for a public URL and nobody is logged in.
	 */
	boolean isScriptOnPublicUrl() {
		return this.setup.hasLogin() && isScript() && this.state.isPublic() && !isUserPresent();
	}

	/**
	 * Returns whether this is an error that the web application has the page for. Without
	 * the starter, that page sends everybody to the login.
	 */
	boolean isErrorOfApi() {
		return this.setup == MatrixSetup.API_BESIDE_WEB && isScript() && !this.state.isPublic();
	}

	/**
	 * Returns whether the {@code invalidSessionUrl} is for this: it is where the
	 * application sends whoever has lost the token.
	 */
	boolean isFormOfInvalidSession() {
		return this.setup == MatrixSetup.INVALID_SESSION_URL && isCsrfRejected();
	}

	/**
	 * Returns whether concurrency control has come too late: it ended the session only
	 * when the error page was asked for.
	 */
	private boolean isRejectedInReplacedSession() {
		return isScript() && isCsrfRejected() && this.state == MatrixState.REPLACED;
	}

	private boolean isAnsweredByCors() {
		return this.setup.isCrossOrigin() && this.method == MatrixMethod.PREFLIGHT;
	}

	String reason() {
		if (this.state == MatrixState.REPLACED) {
			return "session_replaced";
		}
		return this.state.isSessionIdSent() ? "session_expired" : "login_required";
	}

	/**
	 * Returns the URL of the login, which leads back to the page of the request.
	 */
	String loginUrl() {
		boolean pageIsKnown = this.client.sendsReferer() && !this.setup.isCrossOrigin();
		String page = this.setup.contextPath() + (pageIsKnown ? "/page?tab=2" : "/");
		return this.setup.contextPath() + "/session-expiry/login?continue="
				+ page.replace("/", "%2F").replace("?", "%3F").replace("=", "%3D");
	}

	@Override
	public String toString() {
		return "%s, %s, %s".formatted(this.client.title(), this.method.title(), this.state.title());
	}

}
