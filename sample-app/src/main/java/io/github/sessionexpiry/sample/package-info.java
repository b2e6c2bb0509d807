/**
 * Field notes, the sample application.
 */
@NullMarked
package io.github.sessionexpiry.sample;

import org.jspecify.annotations.NullMarked;
