package dev.weft.broker.route;

import dev.weft.model.route.GatewayId;

/**
 * A port that a gateway listens on, with all its listeners there.
 *
 * @param port 1 to 65535, as the gateway has it
 */
public record GatewayPort(GatewayId gateway, int port) {}
