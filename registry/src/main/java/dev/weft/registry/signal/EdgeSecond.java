package dev.weft.registry.signal;

import dev.weft.model.observe.EdgeName;
import dev.weft.model.observe.EdgeSignal;
import dev.weft.model.observe.LatencyCounts;

/** What one agent said of an edge for one second, in little room. */
record EdgeSecond(
    EdgeName edge, int calls, int failed, int retries, int inFlight, Sparse latencies) {

  static EdgeSecond of(EdgeSignal signal) {
    return new EdgeSecond(
        signal.edge(),
        signal.calls(),
        signal.failed(),
        signal.retries(),
        signal.inFlight(),
        Sparse.of(signal.latencies()));
  }

  /** The buckets that are not empty: a tenth of them, mostly. */
  static final class Sparse {
    private final byte[] buckets;
    private final int[] counts;

    private Sparse(byte[] buckets, int[] counts) {
      this.buckets = buckets;
      this.counts = counts;
    }

    static Sparse of(LatencyCounts all) {
      int used = 0;
      for (int i = 0; i < LatencyCounts.BUCKETS; i++) {
        used += all.in(i) > 0 ? 1 : 0;
      }
      var buckets = new byte[used]; // there are fewer than 128
      var counts = new int[used];
      int at = 0;
      for (int i = 0; i < LatencyCounts.BUCKETS; i++) {
        if (all.in(i) > 0) {
          buckets[at] = (byte) i;
          counts[at++] = all.in(i);
        }
      }
      return new Sparse(buckets, counts);
    }

    void addTo(LatencyCounts sum) {
      for (int i = 0; i < buckets.length; i++) {
        sum.add(buckets[i], counts[i]);
      }
    }
  }
}
