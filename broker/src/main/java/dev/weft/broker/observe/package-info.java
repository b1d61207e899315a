/**
 * What is seen of the broker: one pair of events per exchange ({@link ExchangeObserver}), on which
 * totals, metrics and whatever else looks on hang, and what each loop counts of who calls whom
 * ({@link EdgeTable}).
 *
 * <p>Start at {@link Sighting}, through which an exchange tells of itself. Events come on the
 * exchange's loop, where tables of edges are too; everything else here is safe on any thread.
 */
@NullMarked
package dev.weft.broker.observe;

import org.jspecify.annotations.NullMarked;
