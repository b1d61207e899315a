/**
 * What is seen of the broker: one pair of events per exchange ({@link ExchangeObserver}), on which
 * totals, metrics and whatever else looks on hang.
 *
 * <p>Start at {@link ExchangeObserver}. Events come on the exchange's loop; everything else here is
 * safe on any thread.
 */
@NullMarked
package dev.weft.broker.observe;

import org.jspecify.annotations.NullMarked;
