/**
 * What would become of a call: the way of {@link dev.weft.broker.path.RequestPath} walked without
 * one, with a reason beside each step.
 *
 * <p>Start at {@link Explainer}. It runs on the thread that asks, which it blocks while each loop
 * copies what it holds; nothing that calls go by is changed.
 */
@NullMarked
package dev.weft.broker.explain;

import org.jspecify.annotations.NullMarked;
