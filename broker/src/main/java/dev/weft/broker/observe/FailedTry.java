package dev.weft.broker.observe;

import dev.weft.model.mesh.RouteeId;

/**
 * A try that failed before the caller had seen anything of an answer.
 *
 * @param error the RFC 9209 name of what went wrong
 * @param detail the same in words, with names and figures
 * @param beganNanos when it began, in the clock's nanoseconds
 * @param followed whether another try followed
 */
public record FailedTry(
    RouteeId routee,
    String error,
    String detail,
    long beganNanos,
    long tookNanos,
    boolean followed) {}
