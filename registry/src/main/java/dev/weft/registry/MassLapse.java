package dev.weft.registry;

import java.time.Duration;
import java.time.Instant;

/**
 * Many leases lapsed together, and nobody is evicted.
 *
 * @param since wall-clock time
 * @param affected routees
 * @param of routees that could be
 * @param endsWithin the longest that it lasts if nobody does anything
 * @param message what it is and what to do
 */
public record MassLapse(Instant since, int affected, int of, Duration endsWithin, String message) {
  /** Its name in the API. */
  public static final String NAME = "MassLapse";
}
