package dev.weft.probe.detect;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A finding that stands when it was made three seconds in a row, so that one pause of a garbage
 * collector is none, and goes when it was not made for five.
 *
 * @param standing what stands, as it was last seen; null while nothing does
 * @param contrary for how many seconds in a row the opposite was seen
 */
record Lasting(@Nullable Finding standing, int contrary) {
  static final Lasting NONE = new Lasting(null, 0);

  private static final int SECONDS_TO_STAND = 3;
  private static final int SECONDS_TO_GO = 5;

  /** After one more second. */
  Lasting next(Optional<Finding> seen) {
    if (seen.isPresent() == (standing != null)) {
      return new Lasting(seen.orElse(null), 0);
    }
    int seconds = contrary + 1;
    return seconds >= (standing == null ? SECONDS_TO_STAND : SECONDS_TO_GO)
        ? new Lasting(seen.orElse(null), 0)
        : new Lasting(standing, seconds);
  }

  boolean stands() {
    return standing != null;
  }
}
