/**
 * The journey of a call, written once for every protocol: {@link RequestPath} lists it, {@link
 * Exchange} is one call, an {@link Attempt} one try of it at one routee.
 *
 * <p>A protocol is what implements {@link CallerStream} and {@link RouteeStream}; nothing in here
 * knows which. Start at {@link RequestPath}. Everything runs on the exchange's loop.
 */
@NullMarked
package dev.weft.broker.path;

import org.jspecify.annotations.NullMarked;
