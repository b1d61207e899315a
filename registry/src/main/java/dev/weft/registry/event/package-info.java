/**
 * What happened in the mesh: the last ten thousand events in memory, and in two files of the data
 * folder so that they are still there after a crash.
 *
 * <p>Start at {@link EventLog}. Any thread may tell it something and never waits; one virtual
 * thread, {@code weft-events}, writes.
 */
@NullMarked
package dev.weft.registry.event;

import org.jspecify.annotations.NullMarked;
