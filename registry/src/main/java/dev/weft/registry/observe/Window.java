package dev.weft.registry.observe;

import dev.weft.model.observe.LatencyCounts;
import java.time.Duration;
import java.util.Arrays;

/**
 * The last minute of a service in slots of five seconds, and the p99 of each minute of its last
 * hour. Not safe for use by several threads.
 */
final class Window {
  static final long SLOT_NANOS = Duration.ofSeconds(5).toNanos();

  private static final int SLOTS = 12;
  private static final int MINUTES = 60;
  private static final int FEWEST_MINUTES = 5;
  private static final int FEWEST_CALLS = 50;
  private static final long MINUTE_NANOS = SLOT_NANOS * SLOTS;

  private final long[] slotOf = new long[SLOTS];
  private final int[] errors = new int[SLOTS];
  private final int[] shed = new int[SLOTS];
  private final LatencyCounts[] latencies = new LatencyCounts[SLOTS];
  private final long[] p99s = new long[MINUTES];
  private int minutes;
  private long usualP99Nanos;
  private long minuteEndsNanos;
  private long usedNanos;

  Window(long nowNanos) {
    Arrays.fill(slotOf, Long.MIN_VALUE);
    Arrays.setAll(latencies, i -> new LatencyCounts());
    minuteEndsNanos = nowNanos + MINUTE_NANOS;
    usedNanos = nowNanos;
  }

  void add(int moreErrors, LatencyCounts more, long nowNanos) {
    int slot = slot(nowNanos);
    errors[slot] += moreErrors;
    latencies[slot].add(more);
  }

  void addShed(int more, long nowNanos) {
    shed[slot(nowNanos)] += more;
  }

  private int slot(long nowNanos) {
    endMinutes(nowNanos);
    usedNanos = nowNanos;
    long number = Math.floorDiv(nowNanos, SLOT_NANOS);
    int slot = Math.floorMod(number, SLOTS);
    if (slotOf[slot] != number) {
      slotOf[slot] = number;
      errors[slot] = 0;
      shed[slot] = 0;
      latencies[slot].clear();
    }
    return slot;
  }

  private void endMinutes(long nowNanos) {
    if (nowNanos - minuteEndsNanos < 0) {
      return;
    }
    Calls minute = of(nowNanos, SLOTS);
    if (minute.latencies().total() >= FEWEST_CALLS) {
      p99s[minutes++ % MINUTES] = minute.p99Nanos();
      usualP99Nanos = median();
    }
    minuteEndsNanos = nowNanos + MINUTE_NANOS;
  }

  /**
   * Calls of the present slot and those before it.
   *
   * @param slots 1 to 12, of five seconds each
   */
  Calls of(long nowNanos, int slots) {
    long newest = Math.floorDiv(nowNanos, SLOT_NANOS);
    int allErrors = 0;
    var all = new LatencyCounts();
    for (int i = 0; i < SLOTS; i++) {
      if (slotOf[i] > newest - slots && slotOf[i] <= newest) {
        allErrors += errors[i];
        all.add(latencies[i]);
      }
    }
    return new Calls(allErrors, all);
  }

  /** How many calls were shed in the present slot and those before it. */
  int shed(long nowNanos, int slots) {
    long newest = Math.floorDiv(nowNanos, SLOT_NANOS);
    int sum = 0;
    for (int i = 0; i < SLOTS; i++) {
      sum += slotOf[i] > newest - slots && slotOf[i] <= newest ? shed[i] : 0;
    }
    return sum;
  }

  /**
   * The median of the p99s of the last hour's minutes, so that a few bad minutes do not become what
   * is usual; 0 before five minutes with calls.
   */
  long usualP99Nanos() {
    return usualP99Nanos;
  }

  private long median() {
    int known = Math.min(minutes, MINUTES);
    if (known < FEWEST_MINUTES) {
      return 0;
    }
    long[] sorted = Arrays.copyOf(p99s, known);
    Arrays.sort(sorted);
    return sorted[known / 2];
  }

  long usedNanos() {
    return usedNanos;
  }
}
