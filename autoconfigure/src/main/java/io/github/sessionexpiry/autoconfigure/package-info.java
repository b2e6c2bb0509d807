/**
 * Switches on what is there.
 */
@NullMarked
package io.github.sessionexpiry.autoconfigure;

import org.jspecify.annotations.NullMarked;
