/**
 * What needs a person: rules that look at the mesh once a second, alerts that begin when one has
 * held for long enough and end when it no longer does, and where they are sent.
 *
 * <p>Start at {@link Rule} for what there is, at {@link Alerts} for how it runs. {@link Symptoms}
 * and {@link AlertBook} are pure; looking happens on the clock's thread, each {@link AlertSink} has
 * one of its own.
 */
@NullMarked
package dev.weft.registry.alert;

import org.jspecify.annotations.NullMarked;
