/**
 * Durable keys and values under one global revision, with etcd's semantics: compare-and-put, list
 * by prefix, and a watch of a prefix from a revision.
 *
 * <p>Start at {@link Store}; {@link LogStore} keeps one in memory and in a log. A write goes {@code
 * Committer} → {@code Log}; {@code Recovery} reads the files again, {@code Compaction} keeps them
 * short, {@link Backup} copies their contents. {@code BatchBuffer} and {@code FileHeader} show the
 * bytes.
 *
 * <p>Public methods may be called by any thread and block. One platform thread, {@code weft-store},
 * alone writes the log; {@code weft-store-snapshot} comes and goes with each snapshot.
 */
@NullMarked
package dev.weft.registry.store;

import org.jspecify.annotations.NullMarked;
