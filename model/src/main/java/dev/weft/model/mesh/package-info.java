/**
 * The mesh as brokers and probes see it: services, their routees, policies and verdicts, and the
 * {@link Snapshot} that holds them all at one revision.
 *
 * <p>Everything here is an immutable value or a pure function, safe on any thread, but {@link
 * MeshView}, of which snapshots are made and which belongs to one at a time. Start at {@link
 * Snapshot}. The {@code fromResource} methods are where the documents of {@code
 * dev.weft.model.resource} become typed and where a wrong field is refused.
 */
@NullMarked
package dev.weft.model.mesh;

import org.jspecify.annotations.NullMarked;
