package io.github.sessionexpiry.web;

/**
 * What a script request is told when it needs somebody to be logged in.
 *
 * @param reason why
 * @param loginUrl the URL of a navigation that logs the user in and comes back; ASCII,
 * and free of control characters
 * @since 0.1.0
 */
public record LoginRequired(LoginRequiredReason reason, String loginUrl) {
}
