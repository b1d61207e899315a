package dev.weft.agent;

import dev.weft.model.observe.EdgeSignal;
import dev.weft.model.observe.LatencyCounts;
import dev.weft.model.time.Clock;
import dev.weft.routee.RegistryEndpoint;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Tells the registry once a second who called whom through a broker. Seconds that do not arrive are
 * lost; while the registry is away it is asked less often, as {@link Backoff} says.
 */
public final class RemoteSignals {
  private static final System.Logger LOG = System.getLogger(RemoteSignals.class.getName());

  private static final int MOST_AT_ONCE = 2_000; // as a request may have 1 MiB

  private final RegistryCalls calls;
  private final String path;
  private final Clock clock;
  private final Backoff backoff = new Backoff(new Random());
  private long notBeforeNanos;
  private boolean failing;

  /**
   * @param agent the agent's name
   */
  public RemoteSignals(RegistryEndpoint registry, String agent, Clock clock) {
    calls = new RegistryCalls(registry);
    path = "/apis/weft.dev/v1/agents/" + agent + "/signals";
    this.clock = clock;
  }

  /** Sends what was seen in a second, if there is anything; for one thread at a time. */
  public void report(List<EdgeSignal> seen) {
    if (seen.isEmpty() || (failing && clock.nanos() - notBeforeNanos < 0)) {
      return;
    }
    try {
      for (int from = 0; from < seen.size(); from += MOST_AT_ONCE) {
        List<EdgeSignal> some = seen.subList(from, Math.min(seen.size(), from + MOST_AT_ONCE));
        calls.put(path, Map.of("edges", some.stream().map(RemoteSignals::tree).toList()));
      }
      failing = false;
      backoff.reset();
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "signals are not taken: {0}", e.getMessage());
      failing = true;
      Duration wait = backoff.next();
      notBeforeNanos = clock.nanos() + wait.toNanos();
    }
  }

  private static Map<String, Object> tree(EdgeSignal one) {
    var tree = new LinkedHashMap<String, Object>();
    tree.put("caller", one.edge().caller());
    tree.put("namespace", one.edge().service().namespace());
    tree.put("service", one.edge().service().name());
    if (!one.edge().route().isEmpty()) {
      tree.put("route", one.edge().route());
    }
    if (one.edge().routee() != null) {
      tree.put("routee", one.edge().routee().name());
    }
    tree.put("failed", one.failed());
    tree.put("retries", one.retries());
    tree.put("inFlight", one.inFlight());
    tree.put("latencies", counts(one.latencies()));
    return tree;
  }

  /** By the number of their bucket; empty ones are left out. */
  static Map<String, Object> counts(LatencyCounts latencies) {
    var counts = new LinkedHashMap<String, Object>();
    for (int bucket = 0; bucket < LatencyCounts.BUCKETS; bucket++) {
      int count = latencies.in(bucket);
      if (count > 0) {
        counts.put(Integer.toString(bucket), count);
      }
    }
    return counts;
  }
}
