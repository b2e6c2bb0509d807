/**
 * What the starter costs.
 */
@NullMarked
package io.github.sessionexpiry.benchmarks;

import org.jspecify.annotations.NullMarked;
