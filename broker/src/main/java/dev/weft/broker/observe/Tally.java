package dev.weft.broker.observe;

import java.util.concurrent.atomic.LongAdder;

/** Totals since the broker started, of the exchanges that were routed to a service. */
public final class Tally implements ExchangeObserver {
  private final LongAdder started = new LongAdder();
  private final LongAdder ended = new LongAdder();
  private final LongAdder failures = new LongAdder();
  private final LongAdder retries = new LongAdder();

  @Override
  public void began(ObservedExchange exchange) {
    if (exchange.service() != null) {
      started.increment();
    }
  }

  @Override
  public void ended(ObservedExchange exchange, Outcome outcome, long durationNanos) {
    if (exchange.service() == null) {
      return;
    }
    ended.increment();
    if (exchange.retries() > 0) {
      retries.add(exchange.retries());
    }
    if (outcome.failed()) {
      failures.increment();
    }
  }

  /** Exchanges that have ended. */
  public long calls() {
    return ended.sum();
  }

  /** Exchanges that ended in a 5xx or were cut off. */
  public long failures() {
    return failures.sum();
  }

  public long retries() {
    return retries.sum();
  }

  /** Exchanges under way; a snapshot of moving numbers, never negative. */
  public long inFlight() {
    long over = ended.sum();
    return Math.max(0, started.sum() - over);
  }
}
