package dev.weft.model.mesh;

/**
 * The process behind a routee.
 *
 * @param pid above 0
 * @param host where that number means it, as {@code weft run} tells it: numbers are given anew on
 *     each host, in each container and after each start of the machine
 */
public record RouteeProcess(int pid, String host) {}
