/**
 * The API over the registry, by Kubernetes conventions, with its metrics and the first page of the
 * dashboard.
 *
 * <p>Start at {@link ControlServer}; a request then travels {@code Api} (guard, {@code Gate}: who
 * asks, {@code Permission}: may they, routing, errors) → {@code Target} (what the URL names) →
 * {@code Reads}, {@code Writes} or {@code WatchStreams}. All errors become Kubernetes Status
 * documents in {@code Failure}.
 *
 * <p>Every request runs on a virtual thread of its own, with plain blocking code; nothing here
 * holds state that outlives a request but the set of open watches and the metrics.
 */
@NullMarked
package dev.weft.control;

import org.jspecify.annotations.NullMarked;
