/**
 * Detectors: pure functions that make {@link Finding}s of what was seen of routees.
 *
 * <p>Start at {@link Outliers}, which compares the routees of one service with each other, second
 * by second: {@code ErrorsAgainstPeers} and {@code LatencyAgainstPeers} say whether one differs and
 * by how much, {@code Lasting} that it is so for long enough.
 *
 * <p>Nothing here has a thread or reads a clock; what keeps state belongs to one thread at a time.
 */
@NullMarked
package dev.weft.probe.detect;

import org.jspecify.annotations.NullMarked;
