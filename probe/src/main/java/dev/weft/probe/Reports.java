package dev.weft.probe;

import dev.weft.model.mesh.RouteeId;
import dev.weft.model.mesh.Verdict;
import dev.weft.model.mesh.VerdictSink;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Hands verdicts to the sink. One that cannot be delivered is not kept: the routee's next check
 * finds that the registry holds another and reports again.
 */
final class Reports {
  private static final System.Logger LOG = System.getLogger(Reports.class.getName());

  private final VerdictSink sink;
  private final AtomicBoolean failing = new AtomicBoolean();

  Reports(VerdictSink sink) {
    this.sink = sink;
  }

  void report(RouteeId routee, Verdict verdict) {
    try {
      sink.report(routee, verdict);
      if (failing.compareAndSet(true, false)) {
        LOG.log(System.Logger.Level.INFO, "verdicts reach the registry again");
      }
    } catch (RuntimeException e) {
      if (failing.compareAndSet(false, true)) {
        LOG.log(
            System.Logger.Level.WARNING,
            "cannot report that " + routee + " is " + verdict.state() + "; trying on",
            e);
      }
    }
  }
}
