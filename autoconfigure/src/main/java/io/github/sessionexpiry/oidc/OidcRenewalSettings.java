package io.github.sessionexpiry.oidc;

import java.time.Duration;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpMethod;

/**
 * When and how sessions are renewed.
 *
 * @param interval the time from a renewal to the next, or {@code null} to renew when the
 * ID token expires
 * @param methods the methods of the requests that have to wait for a renewal by the
 * browser
 * @param endWhenUnavailable whether a session that can't be renewed because the provider
 * can't be reached is ended; otherwise it is kept, and renewed later
 * @since 0.1.0
 */
public record OidcRenewalSettings(@Nullable Duration interval, Set<HttpMethod> methods, boolean endWhenUnavailable) {
}
