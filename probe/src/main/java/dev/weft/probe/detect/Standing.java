package dev.weft.probe.detect;

import java.util.List;

/**
 * How a routee stands among its service's routees.
 *
 * @param findings what lasts against it, the gravest share first; empty while it is like its peers
 * @param share the share of a peer's calls that it should get, 0.01 to 1. It falls at once, and
 *     rises to at most its double in a second, so that it may be below 1 for some seconds after the
 *     last finding has gone
 */
public record Standing(List<Finding> findings, double share) {
  /** Like its peers. */
  public static final Standing EQUAL = new Standing(List.of(), 1);

  /** What the worst is left, or nobody would see it recover. */
  static final double LEAST_SHARE = 0.01;

  public Standing {
    findings = List.copyOf(findings);
  }
}
