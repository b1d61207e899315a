package dev.weft.registry.signal;

import dev.weft.model.observe.EdgeName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What was reported in each of the last {@value #SECONDS} seconds. */
final class RecentSeconds {
  static final int SECONDS = 61; // the present one is not over

  private static final int MOST_A_SECOND = 10_000;

  private final List<List<EdgeSecond>> slots = new ArrayList<>();
  private final long[] secondOf = new long[SECONDS];
  private final long[] leftOf = new long[SECONDS];

  RecentSeconds() {
    for (int i = 0; i < SECONDS; i++) {
      slots.add(new ArrayList<>());
      secondOf[i] = Long.MIN_VALUE;
    }
  }

  /** Adds one; false if the second has as many as it may. */
  boolean add(EdgeSecond one, long second) {
    int slot = slot(second);
    if (slots.get(slot).size() >= MOST_A_SECOND) {
      leftOf[slot]++;
      return false;
    }
    slots.get(slot).add(one);
    return true;
  }

  private int slot(long second) {
    int slot = Math.floorMod(second, SECONDS);
    if (secondOf[slot] != second) {
      secondOf[slot] = second;
      leftOf[slot] = 0;
      slots.set(slot, new ArrayList<>());
    }
    return slot;
  }

  /** Each edge's sum of the seconds before one. */
  Map<EdgeName, Golden> before(long second, int seconds) {
    var sums = new LinkedHashMap<EdgeName, Golden>();
    for (int slot = 0; slot < SECONDS; slot++) {
      if (isWithin(slot, second, seconds)) {
        for (EdgeSecond one : slots.get(slot)) {
          sums.computeIfAbsent(one.edge(), edge -> new Golden()).add(one);
        }
      }
    }
    return sums;
  }

  /** How many reports of edges found no room in the seconds before one. */
  long leftBefore(long second, int seconds) {
    long left = 0;
    for (int slot = 0; slot < SECONDS; slot++) {
      left += isWithin(slot, second, seconds) ? leftOf[slot] : 0;
    }
    return left;
  }

  private boolean isWithin(int slot, long second, int seconds) {
    return secondOf[slot] < second && secondOf[slot] >= second - seconds;
  }
}
