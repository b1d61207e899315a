/**
 * Where calls are sent: what Gateway API resources come to once every reference has been checked,
 * as values that say nothing of resources any more. They are made by {@code
 * dev.weft.model.gateway.Resolver}, carried by a {@link dev.weft.model.mesh.Snapshot} and compiled
 * by brokers.
 *
 * <p>Start at {@link dev.weft.model.route.Routing}. Immutable; safe on any thread. What a change
 * did not concern is the same object in the next snapshot.
 */
@NullMarked
package dev.weft.model.route;

import org.jspecify.annotations.NullMarked;
