/**
 * Durable keys and values under one global revision, with etcd's semantics: compare-and-put, list
 * by prefix, and a watch of a prefix from a revision.
 *
 * <p>Start at {@link Store}; {@link MvStoreStore} keeps one in a file. Every method may be called
 * by any thread and blocks. {@code MvStoreStore} owns one platform thread, {@code weft-store}, that
 * alone touches the file.
 */
@NullMarked
package dev.weft.registry.store;

import org.jspecify.annotations.NullMarked;
