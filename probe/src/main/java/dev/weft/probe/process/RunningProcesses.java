package dev.weft.probe.process;

import java.nio.file.Path;

/** Which processes run on this host. */
public final class RunningProcesses {
  private static final ProcFiles FILES = new ProcFiles(Path.of("/proc"), Path.of("/sys/fs/cgroup"));

  private RunningProcesses() {}

  /** Whether a process runs, also one of another user; not one that has ended unnoticed. */
  public static boolean runs(int pid) {
    return FILES.runs(pid);
  }
}
