package dev.weft.broker;

import dev.weft.broker.eject.Degradation;
import dev.weft.broker.eject.Standing;
import dev.weft.broker.limit.AdaptiveLimit;
import dev.weft.model.mesh.Routee;
import org.jspecify.annotations.Nullable;

/**
 * One routee's port as this broker sees it.
 *
 * @param address {@code host:port}
 * @param degraded that it does worse than its peers and gets less; null if it does not
 * @param ewmaNanos the moving average of its latency, the worst of all loops; 0 if unknown
 * @param inFlight calls and connections under way, on all loops
 * @param limit calls that may wait for their answers at once; see {@link AdaptiveLimit#calls}
 * @param idleConnections kept for further calls, on all loops
 */
public record RouteeReport(
    Routee routee,
    String address,
    Standing.State standing,
    @Nullable Degradation degraded,
    double ewmaNanos,
    int inFlight,
    int limit,
    int idleConnections) {}
