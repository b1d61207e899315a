package dev.weft.routee;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Ends a program with all that it started. */
final class ProcessTree {
  private ProcessTree() {}

  /**
   * Sends SIGTERM to the program and, once it is gone, to what it left behind, such as the server
   * that a shell started without passing the signal on; SIGKILL to all that outlives the grace
   * period. Blocks until the program has ended.
   *
   * @param grace for all together
   * @return whether something had to be killed
   */
  static boolean end(Process program, Duration grace) {
    // The descendants of a dead process cannot be asked for any more: note them before.
    Set<ProcessHandle> started = new HashSet<>(program.descendants().toList());
    program.destroy();
    CompletableFuture<Void> ended =
        program
            .onExit()
            .thenCompose(_ -> {
              List<ProcessHandle> left = alive(started);
              left.forEach(ProcessHandle::destroy);
              return all(left);
            });
    boolean inTime = await(ended, grace);
    if (!inTime) {
      started.addAll(program.descendants().toList());
      program.destroyForcibly();
      alive(started).forEach(ProcessHandle::destroyForcibly);
    }
    program.onExit().join();
    return !inTime;
  }

  private static List<ProcessHandle> alive(Set<ProcessHandle> processes) {
    return processes.stream().filter(ProcessHandle::isAlive).toList();
  }

  private static CompletableFuture<Void> all(List<ProcessHandle> processes) {
    return CompletableFuture.allOf(
        processes.stream().map(ProcessHandle::onExit).toArray(CompletableFuture[]::new));
  }

  private static boolean await(CompletableFuture<Void> ended, Duration grace) {
    try {
      ended.get(grace.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException("the end of a process cannot be awaited", e.getCause());
    }
  }
}
