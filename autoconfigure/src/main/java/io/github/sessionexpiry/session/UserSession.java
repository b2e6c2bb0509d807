package io.github.sessionexpiry.session;

/**
 * What a page may know of the user's session.
 *
 * @param user the opaque id of the user who is logged in
 * @param life how long the session lives
 * @since 0.1.0
 */
public record UserSession(String user, SessionLife life) {
}
