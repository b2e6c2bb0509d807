/**
 * What templates say of the session: a dialect of Thymeleaf.
 */
@NullMarked
package io.github.sessionexpiry.thymeleaf;

import org.jspecify.annotations.NullMarked;
