package dev.weft.testkit;

import dev.weft.model.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;

/**
 * A clock that stands still until a test moves it. Tasks run on the thread that calls {@link
 * #advance}, in the order of their times, each seeing the time it was set for.
 */
public final class FakeClock implements Clock {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private record Task(long dueNanos, long sequence, Runnable work) {}

  private final PriorityQueue<Task> waiting =
      new PriorityQueue<>(
          Comparator.comparingLong(Task::dueNanos).thenComparingLong(Task::sequence));
  private long nowNanos;
  private long sequence;
  private Duration wallOffset = Duration.ZERO;

  @Override
  public synchronized long nanos() {
    return nowNanos;
  }

  @Override
  public synchronized Instant wall() {
    return START.plusNanos(nowNanos).plus(wallOffset);
  }

  @Override
  public synchronized Timer schedule(Duration delay, Runnable work) {
    var task = new Task(nowNanos + Math.max(0, delay.toNanos()), sequence++, work);
    waiting.add(task);
    return () -> {
      synchronized (this) {
        waiting.remove(task);
      }
    };
  }

  /** Moves time on and runs everything that falls due on the way. */
  public void advance(Duration by) {
    long target = nanos() + by.toNanos();
    for (Task task = nextUntil(target); task != null; task = nextUntil(target)) {
      task.work().run();
    }
    synchronized (this) {
      nowNanos = target;
    }
  }

  /** Moves the wall clock alone, as an administrator or NTP would. */
  public synchronized void shiftWall(Duration by) {
    wallOffset = wallOffset.plus(by);
  }

  /** How many tasks wait. */
  public synchronized int pending() {
    return waiting.size();
  }

  /**
   * How long until the next task falls due.
   *
   * @throws IllegalStateException if none waits
   */
  public synchronized Duration untilNext() {
    Task next = waiting.peek();
    if (next == null) {
      throw new IllegalStateException("nothing waits for this clock");
    }
    return Duration.ofNanos(Math.max(0, next.dueNanos - nowNanos));
  }

  private synchronized @org.jspecify.annotations.Nullable Task nextUntil(long targetNanos) {
    Task task = waiting.peek();
    if (task == null || task.dueNanos > targetNanos) {
      return null;
    }
    waiting.remove();
    nowNanos = task.dueNanos;
    return task;
  }
}
