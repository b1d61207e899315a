package dev.weft.probe.detect;

import dev.weft.model.observe.LatencyCounts;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Whether a routee answers slower than its peers, by the median and by the p99.
 *
 * <p>Latencies have heavy tails, so nothing is assumed of their distribution: quantiles are
 * compared by their confidence bounds, which follow from the number of calls alone (order
 * statistics of a binomial). A routee is slower when the lower bound of its quantile is above the
 * upper bound of the middle peer's, above twice the middle peer's quantile, above what differs
 * among the peers (three times the median absolute deviation, of logarithms), and by a millisecond
 * at least. A routee with few calls has wide bounds and so needs a larger difference.
 */
final class LatencyAgainstPeers {
  /** Calls from which the p99 can be told; no more are looked at than it takes for that. */
  static final int MIN_CALLS_P99 = 300;

  static final int MIN_CALLS_P50 = 20;
  static final int MIN_PEERS = 2;

  static final int MIN_CALLS_TO_STAY = 5;
  static final int MIN_CALLS_P99_TO_STAY = 100;

  private static final double FACTOR_TO_ENTER = 2;
  private static final double FACTOR_TO_STAY = 1.5;
  private static final double OWN_DEVIATES = 4;
  private static final double PEER_DEVIATES = 3;
  private static final double SPREADS = 3 * 1.4826;
  private static final long LEAST_NANOS = 1_000_000;

  /** Where one call in a hundred is slow, enough calls are left to see when it no longer is. */
  private static final double LEAST_SHARE_P99 = 0.2;

  private LatencyAgainstPeers() {}

  /**
   * By the median, if it tells: what concerns every call.
   *
   * @param known whether a finding stood before: what holds it may be weaker than what made it
   */
  static Optional<Finding> median(Comparison calls, boolean known) {
    int minCalls = known ? MIN_CALLS_TO_STAY : MIN_CALLS_P50;
    return judge(calls, known, "p50", 0.5, minCalls, Standing.LEAST_SHARE);
  }

  /** By the p99: what concerns a call now and then. */
  static Optional<Finding> tail(Comparison calls, boolean known) {
    int minCalls = known ? MIN_CALLS_P99_TO_STAY : MIN_CALLS_P99;
    return judge(calls, known, "p99", 0.99, minCalls, LEAST_SHARE_P99);
  }

  private static Optional<Finding> judge(
      Comparison calls, boolean known, String name, double of, int minCalls, double leastShare) {
    LatencyCounts own = calls.own().latencies();
    int minOfPeers = Math.max(minCalls, MIN_CALLS_P50);
    List<LatencyCounts> peers =
        calls.peers().stream()
            .map(Traffic::latencies)
            .filter(peer -> peer.total() >= minOfPeers)
            .toList();
    if (own.total() < minCalls || peers.size() < MIN_PEERS) {
      return Optional.empty();
    }
    double usual = middle(peers.stream().map(peer -> (double) peer.quantileNanos(of)).toList());
    double owns = own.quantileNanos(of);
    if (owns - usual < LEAST_NANOS || !slower(own, peers, of, usual, known)) {
      return Optional.empty();
    }
    String sentence =
        "%s %s, %s %s; %s"
            .formatted(
                name,
                Millis.of((long) owns),
                Comparison.peersInWords(peers.size()),
                Millis.of((long) usual),
                calls.volume());
    double share = Math.clamp(usual / owns, leastShare, 1);
    return Optional.of(
        new Finding(Finding.Cause.LATENCY, Finding.Severity.DEGRADED, sentence, share));
  }

  private static boolean slower(
      LatencyCounts own, List<LatencyCounts> peers, double of, double usual, boolean known) {
    if (known) {
      return own.quantileNanos(of) >= FACTOR_TO_STAY * usual;
    }
    double surely = own.quantileNanos(bound(of, own.total(), -OWN_DEVIATES));
    double usualAtMost =
        middle(
            peers.stream()
                .map(peer -> (double) peer.quantileNanos(bound(of, peer.total(), PEER_DEVIATES)))
                .toList());
    return surely >= FACTOR_TO_ENTER * usual
        && surely > usualAtMost
        && Math.log(surely / usual) > SPREADS * spread(peers, of, usual);
  }

  /** The share of calls at which a bound of a quantile lies, so many deviates from it. */
  private static double bound(double of, int calls, double deviates) {
    return Math.clamp(of + deviates * Math.sqrt(of * (1 - of) / calls), 0, 1);
  }

  /** The median absolute deviation of the peers' quantiles, as logarithms. */
  private static double spread(List<LatencyCounts> peers, double of, double usual) {
    return middle(
        peers.stream().map(peer -> Math.abs(Math.log(peer.quantileNanos(of) / usual))).toList());
  }

  /** The upper median: of two peers the slower one counts. */
  private static double middle(List<Double> values) {
    return values.stream().sorted(Comparator.naturalOrder()).toList().get(values.size() / 2);
  }
}
