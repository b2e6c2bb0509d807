/**
 * A small identity provider, which the sample's profile {@code oidc} starts. It is not
 * below the sample's package, where its configuration would be taken for the sample's.
 */
@NullMarked
package io.github.sessionexpiry.provider;

import org.jspecify.annotations.NullMarked;
