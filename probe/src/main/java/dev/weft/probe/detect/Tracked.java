package dev.weft.probe.detect;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** One routee as {@link Outliers} follows it. */
final class Tracked {
  private static final int TRIES_FOR_ERRORS = 100;
  private static final int SECONDS_PER_BLIND_DOUBLING = 4;

  private final Window window = new Window();
  private Lasting errors = Lasting.NONE;
  private Lasting latency = Lasting.NONE;
  private double share = 1;
  private int blindSeconds;

  Window window() {
    return window;
  }

  /** Whether nothing would be lost by forgetting it. */
  boolean forgettable() {
    return share >= 1 && !stands() && tries() == 0;
  }

  private boolean stands() {
    return errors.stands() || latency.stands();
  }

  private int tries() {
    return window.last(Window.SECONDS).tries();
  }

  /** Judges the second that has ended. */
  Standing judge(List<Window> peers) {
    if (stands() && tries() < LatencyAgainstPeers.MIN_CALLS_TO_STAY) {
      return blind();
    }
    blindSeconds = 0;
    errors = errors.next(fails(peers));
    latency = latency.next(slow(peers));
    share = Math.min(2 * share, shareOfFindings());
    return standing();
  }

  private Optional<Finding> fails(List<Window> peers) {
    int tries = errors.stands() ? ErrorsAgainstPeers.MIN_TRIES : TRIES_FOR_ERRORS;
    return ErrorsAgainstPeers.judge(beside(peers, tries), errors.stands());
  }

  private Optional<Finding> slow(List<Window> peers) {
    boolean known = latency.stands();
    int calls = known ? LatencyAgainstPeers.MIN_CALLS_P50 : LatencyAgainstPeers.MIN_CALLS_P99;
    int callsOfTail =
        known ? LatencyAgainstPeers.MIN_CALLS_P99_TO_STAY : LatencyAgainstPeers.MIN_CALLS_P99;
    return LatencyAgainstPeers.median(beside(peers, calls), known)
        .or(() -> LatencyAgainstPeers.tail(beside(peers, callsOfTail), known));
  }

  private Comparison beside(List<Window> peers, int calls) {
    int span = window.spanOf(calls);
    return new Comparison(
        window.last(span), peers.stream().map(peer -> peer.last(span)).toList(), span);
  }

  /**
   * Too few calls come to tell whether it is still as it was: it gets more and more of them, until
   * they tell or it has its full share again.
   */
  private Standing blind() {
    if (++blindSeconds % SECONDS_PER_BLIND_DOUBLING == 0) {
      share = Math.min(1, 2 * share);
    }
    if (share >= 1) {
      errors = Lasting.NONE;
      latency = Lasting.NONE;
    }
    return standing();
  }

  private double shareOfFindings() {
    return findings().stream().mapToDouble(Finding::share).min().orElse(1);
  }

  private List<Finding> findings() {
    var findings = new ArrayList<Finding>();
    for (Lasting lasting : List.of(errors, latency)) {
      Finding standing = lasting.standing();
      if (standing != null) {
        findings.add(standing);
      }
    }
    findings.sort(Comparator.comparingDouble(Finding::share));
    return findings;
  }

  private Standing standing() {
    share = Math.clamp(share, Standing.LEAST_SHARE, 1);
    return stands() || share < 1 ? new Standing(findings(), share) : Standing.EQUAL;
  }
}
