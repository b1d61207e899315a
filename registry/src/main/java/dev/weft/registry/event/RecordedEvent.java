package dev.weft.registry.event;

import dev.weft.model.observe.MeshEvent;

/**
 * An event in its place.
 *
 * @param number one more than that of the event before, also across restarts
 */
public record RecordedEvent(long number, MeshEvent event) {}
