package dev.weft.broker;

/**
 * Totals since the broker started.
 *
 * @param calls exchanges that have ended
 * @param failures those that ended in a 5xx or were cut off
 * @param retries tries after the first, most of them unseen by callers
 * @param ejections of routees
 * @param inFlight exchanges under way
 */
public record BrokerStats(long calls, long failures, long retries, long ejections, long inFlight) {}
