/**
 * The one catalog of services: what is registered, at which revision, for how long, and in what
 * state.
 *
 * <p>Start at {@link Registry}, which puts the parts together. A write goes {@link Catalog} →
 * {@code Admission} → {@link dev.weft.registry.store.Store}; the store's watch brings it back
 * through {@code StoreFollower} into the {@code Index}, and only then does the writer return. What
 * is in the index, as bytes, is what everyone reads: {@link Watch}es, {@link Leases}, and the
 * snapshots of brokers and probes.
 *
 * <p>Public methods may be called by any thread and block while they write. Five threads belong to
 * the registry: {@code weft-store} (the file), {@code weft-catalog} (applies changes to the index
 * that no writer has applied yet), {@code weft-snapshots} (builds and publishes snapshots, once
 * somebody has asked for one), {@code weft-status} (says on resources what holds) and {@code
 * weft-events} (the events' file). Each second's work is the clock's: leases and what is swept with
 * them, signals, alerts.
 */
@NullMarked
package dev.weft.registry;

import org.jspecify.annotations.NullMarked;
