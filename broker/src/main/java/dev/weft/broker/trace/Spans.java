package dev.weft.broker.trace;

import dev.weft.broker.observe.ExchangeObserver;
import dev.weft.broker.observe.ObservedExchange;
import dev.weft.broker.observe.Outcome;
import dev.weft.broker.observe.Tracing;
import dev.weft.broker.observe.Trail;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Sends the spans of exchanges that were sampled, and of all that failed, were tried again or were
 * slow: decided at the end, when that is known. Runs on the loops; a copy is made of those that are
 * sent alone.
 */
public final class Spans implements ExchangeObserver {
  private final Predicate<Trail> export;

  /**
   * @param export takes an exchange to send, or has to drop it; must not block
   */
  public Spans(Predicate<Trail> export) {
    this.export = export;
  }

  @Override
  public void began(ObservedExchange exchange) {
    // spans are made at the end
  }

  @Override
  public void ended(ObservedExchange exchange, Outcome outcome, long durationNanos) {
    @Nullable Tracing tracing = exchange.tracing();
    if (tracing != null && (tracing.sampled() || exchange.notable() != Trail.Notable.NO)) {
      boolean _ = export.test(exchange.trail());
    }
  }
}
