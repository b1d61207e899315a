package dev.weft.broker.lane;

import dev.weft.model.observe.LatencyCounts;

/** How calls to one routee went on one loop since that was last asked for. */
public final class Observed {
  private final LatencyCounts latencies = new LatencyCounts();
  private int errors;

  /** A try's answer began, and it was no error. */
  public void answered(long tookNanos) {
    latencies.record(tookNanos);
  }

  /** A try failed. */
  public void failed() {
    errors++;
  }

  /** Hands over what there is, and begins anew; most routees have nothing in most seconds. */
  public Taken take() {
    if (errors == 0 && latencies.total() == 0) {
      return Taken.NOTHING;
    }
    var taken = new Taken(errors, latencies.copy());
    errors = 0;
    latencies.clear();
    return taken;
  }

  /**
   * What was seen in a while.
   *
   * @param latencies not to be changed
   */
  public record Taken(int errors, LatencyCounts latencies) {
    private static final Taken NOTHING = new Taken(0, new LatencyCounts());
  }
}
