/**
 * What one event loop holds: its view of each destination ({@link DestinationLane}) and routee
 * ({@link RouteeLane}), their idle connections and their loads, and the deadlines of its exchanges.
 *
 * <p>Start at {@link Loop}. Nothing here is shared: each object belongs to one loop and is touched
 * on its thread alone, which {@link Loop#assertHere} checks.
 */
@NullMarked
package dev.weft.broker.lane;

import org.jspecify.annotations.NullMarked;
