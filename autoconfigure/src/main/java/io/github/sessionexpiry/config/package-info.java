/**
 * What an application writes in a {@code SecurityFilterChain}.
 */
@NullMarked
package io.github.sessionexpiry.config;

import org.jspecify.annotations.NullMarked;
