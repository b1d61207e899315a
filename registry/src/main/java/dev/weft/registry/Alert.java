package dev.weft.registry;

import java.time.Duration;
import java.time.Instant;

/**
 * Something that an administrator should look at now.
 *
 * @param type in CamelCase; it names the alert in the API
 * @param since wall-clock time
 * @param affected routees
 * @param of routees that could be
 * @param endsWithin the longest that it lasts if nobody does anything
 * @param message what it is and what to do
 */
public record Alert(
    String type, Instant since, int affected, int of, Duration endsWithin, String message) {
  /** Many leases lapsed together, and nobody is evicted. */
  public static final String MASS_LAPSE = "MassLapse";
}
