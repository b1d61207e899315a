package dev.weft.probe.detect;

/**
 * Something that speaks against a routee.
 *
 * @param cause which detector says so
 * @param severity how much it weighs
 * @param sentence with the numbers, for people, such as {@code p99 840 ms, its 4 peers 41 ms; 312
 *     calls in 10 s}
 * @param share how well the routee does beside its peers, above 0 to 1: the share of a peer's calls
 *     that it should get; 1 where the finding does not compare
 */
public record Finding(Cause cause, Severity severity, String sentence, double share) {
  public Finding {
    if (!(share > 0 && share <= 1)) {
      throw new IllegalArgumentException("share " + share + ", not above 0 and at most 1");
    }
  }

  /** Which detector made a finding. */
  public enum Cause {
    ERRORS,
    LATENCY
  }

  /** How much a finding weighs. */
  public enum Severity {
    /** It still serves, but worse than it should. */
    DEGRADED,
    /** It does not serve. */
    FAILING
  }
}
