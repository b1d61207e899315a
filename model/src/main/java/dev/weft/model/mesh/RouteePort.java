package dev.weft.model.mesh;

/**
 * One port of a routee.
 *
 * @param name empty for a routee's only port
 * @param port 1 to 65535
 */
public record RouteePort(String name, int port, Protocol protocol) {}
