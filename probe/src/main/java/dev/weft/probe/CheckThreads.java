package dev.weft.probe;

import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Runs checks on a bounded number of threads, in the order in which they fell due. What waits for a
 * thread is an entry in a queue, not a thread of its own: of 100,000 routees most wait. Safe for
 * use by any thread.
 */
final class CheckThreads implements Executor {
  private final ArrayDeque<Runnable> due = new ArrayDeque<>();
  private final Executor starter;
  private final int most;
  private int running;

  /**
   * @param starter starts a thread with what it is given
   * @param most threads at once, at least 1
   */
  CheckThreads(Executor starter, int most) {
    this.starter = starter;
    this.most = most;
  }

  @Override
  public void execute(Runnable check) {
    synchronized (due) {
      due.addLast(check);
      if (running == most) {
        return;
      }
      running++;
    }
    starter.execute(this::work);
  }

  private void work() {
    for (Runnable next = take(); next != null; next = take()) {
      boolean ended = false;
      try {
        next.run();
        ended = true;
      } finally {
        if (!ended) {
          giveUpPlace(); // the thread ends with what was thrown; others do what waits
        }
      }
    }
  }

  private @Nullable Runnable take() {
    synchronized (due) {
      @Nullable Runnable next = due.pollFirst();
      if (next == null) {
        running--;
      }
      return next;
    }
  }

  private void giveUpPlace() {
    synchronized (due) {
      if (due.isEmpty()) {
        running--;
        return;
      }
    }
    starter.execute(this::work);
  }
}
