package dev.weft.broker.observe;

import dev.weft.model.mesh.ServiceName;
import java.util.concurrent.atomic.LongAdder;

/** Totals since the broker started. */
public final class Tally implements ExchangeObserver {
  private final LongAdder started = new LongAdder();
  private final LongAdder ended = new LongAdder();
  private final LongAdder failures = new LongAdder();
  private final LongAdder retries = new LongAdder();

  @Override
  public void started(ServiceName service) {
    started.increment();
  }

  @Override
  public void ended(ExchangeEnd end) {
    ended.increment();
    retries.add(end.retries());
    if (end.outcome().failed()) {
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
