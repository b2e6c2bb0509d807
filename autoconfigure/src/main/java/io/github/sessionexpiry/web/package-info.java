/**
 * One request: which kind it is, whether it may be answered by us, and the answer.
 */
@NullMarked
package io.github.sessionexpiry.web;

import org.jspecify.annotations.NullMarked;
