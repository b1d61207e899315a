package dev.weft.broker.observe;

import dev.weft.model.mesh.RouteeId;

/**
 * A try that failed before the caller had seen anything of an answer.
 *
 * @param error the RFC 9209 name of what went wrong
 * @param detail the same in words, with names and figures
 * @param beganNanos when it began, in the clock's nanoseconds
 * @param followed whether another try followed
 * @param pick why it was made at this routee, in words
 * @param opened whether a connection was opened for it
 * @param next why another try followed, or why none did, in words
 * @param span in the call's trace; 0 if nothing was sent of it, or calls are not traced
 */
public record FailedTry(
    RouteeId routee,
    String error,
    String detail,
    long beganNanos,
    long tookNanos,
    boolean followed,
    String pick,
    boolean opened,
    String next,
    long span) {}
