package dev.weft.broker.balance;

/**
 * How busy and how slow one routee looks from one event loop. Latency is a peak-sensitive moving
 * average (after Finagle's and linkerd's Peak EWMA): it jumps up with a slow answer and comes down
 * over {@link #DECAY_NANOS}, also without answers, so that a routee once slow is tried again.
 */
public final class Load {
  /** In which an old observation loses all but 1/e of its say. */
  static final double DECAY_NANOS = 1.5e9;

  private static final double UNKNOWN_PENALTY = 1e15;
  private static final long ERROR_FLOOR_NANOS = 20_000_000;
  private static final double ERROR_FACTOR = 4;

  private int inFlight;
  private double ewmaNanos;
  private long seenNanos;
  private boolean known;
  // Calls that failed, each as if it were still in flight for as long as a slow answer takes.
  private double lingering;
  private double lingerNanos = 1;
  private long lingerSinceNanos;

  public int inFlight() {
    return inFlight;
  }

  public void began() {
    inFlight++;
  }

  public void ended() {
    inFlight--;
  }

  /** The moving average as of now, in nanoseconds; 0 if nothing was measured. */
  public double ewmaNanos(long nowNanos) {
    return ewmaNanos * Math.exp(-Math.max(0, nowNanos - seenNanos) / DECAY_NANOS);
  }

  /** A try's answer began this long after it was sent. */
  public void measured(long latencyNanos, long nowNanos) {
    if (!known || latencyNanos > ewmaNanos(nowNanos)) {
      ewmaNanos = latencyNanos;
    } else {
      double keep = Math.exp(-Math.max(0, nowNanos - seenNanos) / DECAY_NANOS);
      ewmaNanos = ewmaNanos * keep + latencyNanos * (1 - keep);
    }
    known = true;
    seenNanos = nowNanos;
  }

  /** A try failed. It counts as slow, or a routee that fails at once would look the best of all. */
  public void failed(long tookNanos, long nowNanos) {
    double slow = Math.max(ERROR_FACTOR * ewmaNanos(nowNanos), ERROR_FLOOR_NANOS);
    long charged = (long) Math.max((double) tookNanos, Math.min(slow, 1e9));
    measured(charged, nowNanos);
    lingering = lingering(nowNanos) + 1;
    lingerSinceNanos = nowNanos;
    lingerNanos = Math.max(1, charged - tookNanos);
  }

  private double lingering(long nowNanos) {
    return lingering == 0
        ? 0
        : lingering * Math.exp(-Math.max(0, nowNanos - lingerSinceNanos) / lingerNanos);
  }

  /**
   * How many calls are in flight, where one that failed at once counts for as long as a slow one
   * would have: otherwise who fails fastest would have the fewest and get the most.
   */
  double crowd(long nowNanos) {
    double failed = lingering(nowNanos);
    if (failed < 0.5) {
      lingering = 0; // or it would be the worse of two for ever
      return inFlight;
    }
    return inFlight + failed;
  }

  /** What one more call would cost here: latency times calls. */
  public double cost(long nowNanos) {
    if (!known) {
      return inFlight == 0 ? 0 : UNKNOWN_PENALTY * inFlight; // one call at a time until one is back
    }
    return (ewmaNanos(nowNanos) + 1) * (inFlight + 1);
  }
}
