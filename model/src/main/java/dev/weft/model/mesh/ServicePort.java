package dev.weft.model.mesh;

/**
 * One port of a service.
 *
 * @param name empty for a service's only port
 * @param port 1 to 65535; where callers reach it
 * @param targetPort the routee's port: a number, the name of one of its ports, or empty for the one
 *     of the service's own number or name, or else its main port
 */
public record ServicePort(String name, int port, Protocol protocol, String targetPort) {}
