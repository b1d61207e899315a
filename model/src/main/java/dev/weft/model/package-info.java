/**
 * The nouns of the mesh. {@code resource} holds the documents of the API, {@code mesh} the typed
 * state that brokers and probes work with, {@code time} the clock.
 */
@org.jspecify.annotations.NullMarked
package dev.weft.model;
