package dev.weft.broker;

import dev.weft.broker.eject.Standing;
import dev.weft.model.mesh.Routee;

/**
 * One routee's port as this broker sees it.
 *
 * @param address {@code host:port}
 * @param ewmaNanos the moving average of its latency, the worst of all loops; 0 if unknown
 * @param inFlight calls and connections under way, on all loops
 * @param idleConnections kept for further calls, on all loops
 */
public record RouteeReport(
    Routee routee,
    String address,
    Standing.State standing,
    double ewmaNanos,
    int inFlight,
    int idleConnections) {}
