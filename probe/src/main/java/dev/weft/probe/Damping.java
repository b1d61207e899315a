package dev.weft.probe;

import java.util.ArrayList;
import java.util.List;

/**
 * How much proof a routee owes that goes up and down: from the third fall within a minute on, each
 * doubles the passes in a row that make it passing again, and these are then no longer gathered
 * quickly. It ends by itself when a minute passes with fewer falls. The idea is BGP's route flap
 * damping (RFC 2439) with a count in place of a decaying penalty.
 *
 * @param fallNanos the clock's times of the falls that still count, oldest first
 */
record Damping(List<Long> fallNanos) {
  static final Damping NONE = new Damping(List.of());

  private static final long WINDOW_NANOS = 60_000_000_000L;
  private static final int TOLERATED_FALLS = 2;
  private static final int MAX_DOUBLINGS = 4;

  Damping {
    fallNanos = List.copyOf(fallNanos);
  }

  /** After a fall from passing to failing. */
  Damping fell(long nowNanos) {
    var falls = new ArrayList<Long>(at(nowNanos).fallNanos);
    falls.add(nowNanos);
    // Older ones than these can no longer change the answer.
    int keep = TOLERATED_FALLS + MAX_DOUBLINGS;
    return new Damping(falls.subList(Math.max(0, falls.size() - keep), falls.size()));
  }

  /** Without the falls that a minute has passed since. */
  Damping at(long nowNanos) {
    return new Damping(fallNanos.stream().filter(fall -> nowNanos - fall < WINDOW_NANOS).toList());
  }

  /** Whether more is asked than the policy says. */
  boolean active() {
    return fallNanos.size() > TOLERATED_FALLS;
  }

  /** The passes in a row that are asked for, given those that the policy names. */
  int rise(int configured) {
    int doublings = Math.max(0, fallNanos.size() - TOLERATED_FALLS);
    return Math.max(configured, (int) Math.min(1000, (long) configured << doublings));
  }
}
