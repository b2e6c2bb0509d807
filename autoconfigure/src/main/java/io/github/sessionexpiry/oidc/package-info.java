/**
 * Renewing the session of a user who has logged in by OpenID Connect with the provider,
 * and noticing that the provider has ended it.
 */
@NullMarked
package io.github.sessionexpiry.oidc;

import org.jspecify.annotations.NullMarked;
