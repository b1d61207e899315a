package dev.weft.registry.signal;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The last points of one series at one step, and the one that is being made. */
final class PointRing {
  private final int stepSeconds;
  private final @Nullable Point[] points;
  private final Golden present = new Golden();
  private long presentStep = Long.MIN_VALUE;

  PointRing(int stepSeconds, int length) {
    this.stepSeconds = stepSeconds;
    points = new @Nullable Point[length];
  }

  /** Ends the step under way if a second is behind it, and says what it was; null if not. */
  @Nullable Point advance(long second) {
    long step = Math.floorDiv(second, stepSeconds);
    if (step == presentStep) {
      return null;
    }
    @Nullable Point ended = null;
    if (presentStep != Long.MIN_VALUE) {
      ended = Point.of(presentStep * stepSeconds, stepSeconds, present);
      if (points.length > 0) {
        points[Math.floorMod(presentStep, points.length)] = ended.empty() ? null : ended;
      }
      present.clear();
      forgetBetween(presentStep + 1, step);
    }
    presentStep = step;
    return ended;
  }

  /** Steps in which nothing was said. */
  private void forgetBetween(long from, long to) {
    for (long step = Math.max(from, to - points.length); step < to; step++) {
      points[Math.floorMod(step, points.length)] = null;
    }
  }

  Golden present() {
    return present;
  }

  /** Those with calls that began at a second or later, in no order. */
  List<Point> since(long second) {
    return Arrays.stream(points)
        .filter(Objects::nonNull)
        .map(point -> Objects.requireNonNull(point))
        .filter(point -> point.second() >= second)
        .toList();
  }
}
