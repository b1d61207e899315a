package dev.weft.broker.eject;

/**
 * That a routee does worse than its peers and gets a smaller share of calls.
 *
 * @param share of what it would get otherwise: above 0, as nobody would see it recover without any
 *     calls, to 1
 * @param cause in words, with the figures
 */
public record Degradation(double share, String cause) {
  public Degradation {
    if (!(share > 0 && share <= 1)) {
      throw new IllegalArgumentException("a share of " + share + ": above 0, at most 1");
    }
  }

  /** Whether it makes a difference to picks that this one takes the place of another. */
  boolean differs(Degradation other) {
    return Math.abs(share - other.share) > 0.1 * Math.max(share, other.share);
  }
}
