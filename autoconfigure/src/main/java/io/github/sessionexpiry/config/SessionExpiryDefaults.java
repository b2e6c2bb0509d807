package io.github.sessionexpiry.config;

import io.github.sessionexpiry.oidc.OidcRenewalSettings;
import io.github.sessionexpiry.session.AbsoluteTimeout;
import io.github.sessionexpiry.session.EndedSessions;
import io.github.sessionexpiry.session.PassiveRequestMatcher;
import io.github.sessionexpiry.web.AjaxRequestMatcher;
import io.github.sessionexpiry.web.LoginPages;
import io.github.sessionexpiry.web.LoginRequiredReasonResolver;
import io.github.sessionexpiry.web.LoginRequiredResponseWriter;
import io.github.sessionexpiry.web.LoginUrlResolver;
import io.github.sessionexpiry.web.SessionExpiryMessages;
import io.github.sessionexpiry.web.SessionExpirySettings;
import io.github.sessionexpiry.web.UserIds;
import org.jspecify.annotations.Nullable;

import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.session.InvalidSessionStrategy;

/**
 * What every chain uses unless it says otherwise. Where there is no bean of this type,
 * session expiry support is off.
 *
 * @param settings names and numbers
 * @param ajaxRequestMatcher matches script requests
 * @param reasonResolver finds out why a login is required
 * @param authenticationEntryPoint answers script requests
 * @param invalidSessionStrategy answers script requests with an invalid session id, in
 * chains that treat invalid sessions in a way of their own
 * @param loginUrlResolver finds where to log in
 * @param responseWriter writes the answer of an entry point that a chain makes anew
 * @param userIds names users
 * @param absoluteTimeout ends sessions however much they are used
 * @param endedSessions remembers the sessions that have been ended elsewhere
 * @param passiveRequestMatcher matches requests that do not extend the session
 * @param oidcRenewal when and how sessions are renewed with an OpenID Connect provider,
 * {@code null} if never
 * @param messages the texts of answers that no other part writes
 * @param loginPages collects the login pages of all chains
 * @since 0.1.0
 */
public record SessionExpiryDefaults(SessionExpirySettings settings, AjaxRequestMatcher ajaxRequestMatcher,
		LoginRequiredReasonResolver reasonResolver, AuthenticationEntryPoint authenticationEntryPoint,
		InvalidSessionStrategy invalidSessionStrategy, LoginUrlResolver loginUrlResolver,
		LoginRequiredResponseWriter responseWriter, UserIds userIds, AbsoluteTimeout absoluteTimeout,
		EndedSessions endedSessions, PassiveRequestMatcher passiveRequestMatcher,
		@Nullable OidcRenewalSettings oidcRenewal, SessionExpiryMessages messages, LoginPages loginPages) {
}
