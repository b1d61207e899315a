/**
 * The API over the registry, by Kubernetes conventions, with its metrics; it sends the dashboard's
 * page.
 *
 * <p>Start at {@link ControlServer}; a request then travels {@code Api} (guard, {@code Gate}: who
 * asks, {@code Permission}: may they, routing, errors) → {@code Target} (what the URL names) →
 * {@code Reads}, {@code Writes} or {@code WatchStreams}. What is no resource has a class each:
 * {@code Records} (events, alerts), {@code SignalRequests}, {@code CallRequests}, {@code
 * AgentReports}, {@code Administration}. All errors become Kubernetes Status documents in {@code
 * Failure}.
 *
 * <p>Requests come from {@code http} through {@code FrontDoor}. Each runs on a virtual thread of
 * its own, with plain blocking code; a routee's renewal, which only touches memory, runs on the
 * event loop. A watch begins on its request's thread and then belongs to its connection's loop
 * ({@code OpenWatch}, {@code WatchLoop}). Nothing else here outlives a request but the metrics.
 */
@NullMarked
package dev.weft.control;

import org.jspecify.annotations.NullMarked;
