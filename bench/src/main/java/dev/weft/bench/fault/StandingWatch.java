package dev.weft.bench.fault;

import dev.weft.bench.fault.front.Address;
import dev.weft.bench.fault.front.Door;
import dev.weft.model.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;

/** Looks every few milliseconds at what a door holds of one routee, and keeps each change. */
final class StandingWatch implements AutoCloseable {
  private static final long BETWEEN_LOOKS = Duration.ofMillis(3).toNanos();

  /** From now on it was held for that. */
  record Change(long nanos, String standing) {}

  private final List<Change> changes = new CopyOnWriteArrayList<>();
  private final Thread thread;
  private volatile boolean closed;

  StandingWatch(Door door, Address routee, Clock clock) {
    thread =
        Thread.ofPlatform()
            .daemon()
            .start(() -> {
              String last = "";
              while (!closed) {
                String now = door.standing(routee);
                if (!now.equals(last)) {
                  changes.add(new Change(clock.nanos(), now));
                  last = now;
                }
                LockSupport.parkNanos(BETWEEN_LOOKS);
              }
            });
  }

  List<Change> changes() {
    return List.copyOf(changes);
  }

  /** Nanoseconds from a moment to the first time that it was not passing; empty if it was ever. */
  OptionalLong outAfter(long nanos) {
    return changes.stream()
        .filter(change -> change.nanos() >= nanos && !change.standing().equals("passing"))
        .mapToLong(change -> change.nanos() - nanos)
        .findFirst();
  }

  /** When it was passing for the first time after that moment. */
  OptionalLong passingAfter(long nanos) {
    return changes.stream()
        .filter(change -> change.nanos() >= nanos && change.standing().equals("passing"))
        .mapToLong(Change::nanos)
        .findFirst();
  }

  @Override
  public void close() {
    closed = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
