package dev.weft.registry.signal;

import dev.weft.model.observe.LatencyCounts;

/** Adds up calls of a while. Not safe for use by several threads. */
public final class Golden {
  private final LatencyCounts latencies = new LatencyCounts();
  private long calls;
  private long failed;
  private long retries;
  private long inFlightSeconds;

  void add(EdgeSecond second) {
    calls += second.calls();
    failed += second.failed();
    retries += second.retries();
    inFlightSeconds += second.inFlight();
    second.latencies().addTo(latencies);
  }

  /** Adds calls of the same while. */
  public void add(Golden other) {
    latencies.add(other.latencies);
    calls += other.calls;
    failed += other.failed;
    retries += other.retries;
    inFlightSeconds += other.inFlightSeconds;
  }

  void clear() {
    latencies.clear();
    calls = 0;
    failed = 0;
    retries = 0;
    inFlightSeconds = 0;
  }

  /** Calls that ended. */
  public long calls() {
    return calls;
  }

  /** Of these, those that let their callers down. */
  public long failed() {
    return failed;
  }

  /** Tries after the first. */
  public long retries() {
    return retries;
  }

  /** Calls under way at the end of each second, added up. */
  public long inFlightSeconds() {
    return inFlightSeconds;
  }

  /**
   * The duration that a share of the calls did not exceed, in milliseconds; NaN without calls.
   *
   * @param share 0 to 1
   */
  public double quantileMillis(double share) {
    return calls == 0 ? Double.NaN : latencies.quantileNanos(share) / 1e6;
  }
}
