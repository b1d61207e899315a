package dev.weft.registry;

import java.time.Instant;

/**
 * An agent as the registry knows it.
 *
 * @param live whether its lease runs
 * @param lastSeen wall-clock time of its newest report
 */
public record Agent(String name, boolean live, Instant lastSeen, AgentReport report) {}
