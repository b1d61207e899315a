/**
 * The journey of an HTTP request, in both directions.
 *
 * <p>Start at {@link RequestPath}, which lists every step. {@link CallerConnection} is the caller's
 * side of the wire, {@link RouteeConnection} the routee's; an {@link Exchange} is one request and
 * its answer, an {@link Attempt} one try of it at one routee.
 *
 * <p>Everything runs on the event loop that accepted the caller, and an exchange never leaves it.
 */
@NullMarked
package dev.weft.broker.http;

import org.jspecify.annotations.NullMarked;
