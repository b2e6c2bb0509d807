/**
 * Keeps what a page without the script has posted, until its user has logged in.
 */
@NullMarked
package io.github.sessionexpiry.form;

import org.jspecify.annotations.NullMarked;
