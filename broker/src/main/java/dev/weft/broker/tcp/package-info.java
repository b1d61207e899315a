/**
 * TCP services: a listener for each of their ports, and connections spliced byte for byte.
 *
 * <p>Start at {@link TcpListeners}. It is told of snapshots on an ordinary thread; a {@link Splice}
 * lives on the loop that accepted its caller.
 */
@NullMarked
package dev.weft.broker.tcp;

import org.jspecify.annotations.NullMarked;
