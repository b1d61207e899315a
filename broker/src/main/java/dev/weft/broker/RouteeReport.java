package dev.weft.broker;

import dev.weft.broker.eject.Degradation;
import dev.weft.broker.eject.Standing;
import dev.weft.broker.limit.AdaptiveLimit;
import dev.weft.broker.tls.ClientTls;
import dev.weft.model.mesh.Routee;
import dev.weft.model.route.GatewayId;
import org.jspecify.annotations.Nullable;

/**
 * One routee's port as this broker sees it; more than once where it is called in several ways.
 *
 * @param address {@code host:port}
 * @param tls how it is called; null for plain text
 * @param gateway that calls it so, with a certificate of its own; null for everyone
 * @param degraded that it does worse than its peers and gets less; null if it does not
 * @param ewmaNanos the moving average of its latency, the worst of all loops; 0 if unknown
 * @param inFlight calls and connections under way, on all loops
 * @param limit calls that may wait for their answers at once; see {@link AdaptiveLimit#calls}
 * @param idleConnections kept for further calls, on all loops
 */
public record RouteeReport(
    Routee routee,
    String address,
    @Nullable ClientTls tls,
    @Nullable GatewayId gateway,
    Standing.State standing,
    @Nullable Degradation degraded,
    double ewmaNanos,
    int inFlight,
    int limit,
    int idleConnections) {}
