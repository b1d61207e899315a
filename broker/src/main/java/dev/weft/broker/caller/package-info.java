/**
 * Who calls: what requests say of themselves, and what can be found out of the other end of a
 * connection. Names are claims that make figures legible; nothing is allowed or refused by them.
 *
 * <p>Start at {@link ConnectionCaller}, which belongs to a connection's loop; {@link CallerNames}
 * finds out on the clock's threads.
 */
@NullMarked
package dev.weft.broker.caller;

import org.jspecify.annotations.NullMarked;
