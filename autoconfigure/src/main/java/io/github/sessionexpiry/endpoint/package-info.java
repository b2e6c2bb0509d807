/**
 * The endpoints that the page talks to, each a small filter.
 */
@NullMarked
package io.github.sessionexpiry.endpoint;

import org.jspecify.annotations.NullMarked;
