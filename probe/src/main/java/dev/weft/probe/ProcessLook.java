package dev.weft.probe;

import dev.weft.model.mesh.RouteeProcess;
import dev.weft.probe.process.RunningProcesses;
import org.jspecify.annotations.Nullable;

/** Looks whether a routee's process runs, which can be seen on its own host alone. */
final class ProcessLook {
  private ProcessLook() {}

  /**
   * @param host where the look is taken; empty where that cannot be told
   */
  static CheckResult check(@Nullable RouteeProcess process, String host, Deadline deadline) {
    if (process == null) {
      return deadline.failed("process", "the routee's document names none");
    }
    String subject = "process " + process.pid();
    if (host.isEmpty() || !process.host().equals(host)) {
      return deadline.failed(subject, "it is on another host than the probe");
    }
    boolean runs = RunningProcesses.runs(process.pid());
    return deadline.answered(runs, subject, runs ? "runs" : "has ended");
  }
}
