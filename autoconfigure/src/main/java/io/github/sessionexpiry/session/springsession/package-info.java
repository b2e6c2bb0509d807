/**
 * The same for sessions that Spring Session keeps, in whichever store.
 */
@NullMarked
package io.github.sessionexpiry.session.springsession;

import org.jspecify.annotations.NullMarked;
