package dev.weft.registry.signal;

import dev.weft.model.observe.EdgeName;
import java.time.Instant;
import java.util.Map;

/**
 * How calls went in the last seconds, by edge.
 *
 * @param number of the second that it was made in; a later one has a higher number
 * @param at wall-clock time
 * @param seconds how long the window is
 * @param edges at their finest; not to be changed
 * @param agents how many reported in the last seconds
 * @param left reports of edges for which there was no room
 */
public record SignalTable(
    long number, Instant at, int seconds, Map<EdgeName, Golden> edges, int agents, long left) {}
