package dev.weft.probe.detect;

import dev.weft.model.observe.LatencyCounts;
import dev.weft.model.observe.RouteeObservation;

/** The calls of one routee in a while; not safe for use by several threads. */
final class Traffic {
  private final LatencyCounts latencies = new LatencyCounts();
  private int errors;

  void add(RouteeObservation observation) {
    errors += observation.errors();
    latencies.add(observation.latencies());
  }

  void add(Traffic other) {
    errors += other.errors;
    latencies.add(other.latencies);
  }

  void clear() {
    errors = 0;
    latencies.clear();
  }

  int errors() {
    return errors;
  }

  /** Calls that ended, well or badly. */
  int tries() {
    return errors + latencies.total();
  }

  double errorRate() {
    return tries() == 0 ? 0 : (double) errors / tries();
  }

  LatencyCounts latencies() {
    return latencies;
  }
}
