/**
 * Resources as the API speaks them: Kubernetes-style documents, still untyped, and the reading of
 * their fields with errors that name field, value and accepted range.
 *
 * <p>A document is a tree of JDK values (Map, List, String, Number, Boolean, null), so that this
 * module needs no JSON library. Start at {@link Resource}; {@link Fields} turns a tree into typed
 * values, {@code dev.weft.model.mesh} holds those.
 *
 * <p>All values here are immutable and safe on any thread, except {@link Fields}, which belongs to
 * one.
 */
@NullMarked
package dev.weft.model.resource;

import org.jspecify.annotations.NullMarked;
