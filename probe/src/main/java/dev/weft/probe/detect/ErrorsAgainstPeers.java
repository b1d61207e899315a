package dev.weft.probe.detect;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Whether a routee fails more of its calls than its peers do.
 *
 * <p>The two proportions are compared by their likelihood ratio, whose signed root is close to a
 * standard normal deviate also where errors are rare (Wilks 1938); the plain difference over its
 * standard error is not. As a difference of no account becomes significant with enough calls, it
 * must also be large. Peers that fail more than the middle one are left out, or one bad routee
 * would hide the next.
 */
final class ErrorsAgainstPeers {
  /** One in three hundred thousand by chance. */
  static final double DEVIATES = 4.5;

  static final int MIN_TRIES = 20;

  private static final int MIN_ERRORS = 5;
  private static final double MORE_TO_ENTER = 0.05;
  private static final double MORE_TO_STAY = 0.02;
  private static final int MIN_TRIES_TO_STAY = 5;

  /** Errors that cost nobody his calls: what a share is measured against. */
  private static final double TOLERANCE = 0.05;

  private ErrorsAgainstPeers() {}

  /**
   * The finding, if there is one.
   *
   * @param known whether it stood before: what holds it may be weaker than what made it
   */
  static Optional<Finding> judge(Comparison calls, boolean known) {
    List<Traffic> peers =
        calls.peers().stream()
            .filter(peer -> peer.tries() >= MIN_TRIES)
            .sorted(Comparator.comparingDouble(Traffic::errorRate))
            .toList();
    Traffic own = calls.own();
    if (peers.isEmpty() || own.tries() < (known ? MIN_TRIES_TO_STAY : MIN_TRIES)) {
      return Optional.empty();
    }
    var usual = new Traffic();
    peers.subList(0, peers.size() / 2 + 1).forEach(usual::add);
    double more = own.errorRate() - usual.errorRate();
    boolean stands =
        known
            ? more >= MORE_TO_STAY
            : more >= MORE_TO_ENTER
                && own.errors() >= MIN_ERRORS
                && own.errorRate() >= 2 * usual.errorRate()
                && deviates(own, usual) >= DEVIATES;
    if (!stands) {
      return Optional.empty();
    }
    double share = (usual.errorRate() + TOLERANCE) / (own.errorRate() + TOLERANCE);
    String sentence =
        "%s of its calls fail, %s of %s; %s"
            .formatted(
                percent(own.errorRate()),
                percent(usual.errorRate()),
                peers.size() == 1 ? "its peer's" : "its " + peers.size() + " peers'",
                calls.volume());
    return Optional.of(
        new Finding(Finding.Cause.ERRORS, Finding.Severity.DEGRADED, sentence, share));
  }

  /** The signed root of the likelihood ratio of two proportions and of one for both. */
  static double deviates(Traffic own, Traffic usual) {
    double both =
        (double) (own.errors() + usual.errors()) / Math.max(1, own.tries() + usual.tries());
    double ratio = 2 * (gain(own, own.errorRate(), both) + gain(usual, usual.errorRate(), both));
    return Math.copySign(Math.sqrt(Math.max(0, ratio)), own.errorRate() - usual.errorRate());
  }

  private static double gain(Traffic calls, double rate, double both) {
    return timesLog(calls.errors(), rate / both)
        + timesLog(calls.tries() - calls.errors(), (1 - rate) / (1 - both));
  }

  private static double timesLog(int count, double ratio) {
    return count == 0 ? 0 : count * Math.log(ratio);
  }

  private static String percent(double rate) {
    return String.format(Locale.ROOT, rate > 0 && rate < 0.1 ? "%.1f %%" : "%.0f %%", rate * 100);
  }
}
