/**
 * Routing: a snapshot compiled into what a call needs ({@link Routes}, {@link Destination}).
 *
 * <p>Start at {@link Routes}. Compiled on the thread that brings the snapshot, then immutable apart
 * from the counters that a destination carries along; any loop reads it.
 */
@NullMarked
package dev.weft.broker.route;

import org.jspecify.annotations.NullMarked;
