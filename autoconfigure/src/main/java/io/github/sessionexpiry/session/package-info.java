/**
 * How long the session of a request still lives, and serving a request without making it
 * live longer.
 */
@NullMarked
package io.github.sessionexpiry.session;

import org.jspecify.annotations.NullMarked;
