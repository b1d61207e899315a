/**
 * Listening for gateways: which addresses and ports are open, with which certificates, and what a
 * connection on one of them is for.
 *
 * <p>Start at {@link dev.weft.broker.gateway.GatewayListeners}, which follows the snapshots; then
 * {@link dev.weft.broker.gateway.Entrance}, which meets each connection. Opening and closing runs
 * on the thread that brings the snapshot, connections on their loops.
 */
@NullMarked
package dev.weft.broker.gateway;

import org.jspecify.annotations.NullMarked;
