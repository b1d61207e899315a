package dev.weft.model.mesh;

/** Where a probe's verdicts go: the registry, near or far. Safe for use by any thread. */
public interface VerdictSink {
  /**
   * Reports that a probe judges a routee anew. May block while the registry stores it. A verdict on
   * a routee that is gone is dropped.
   */
  void report(RouteeId routee, Verdict verdict);
}
