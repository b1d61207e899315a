package dev.weft.broker.message;

import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/**
 * For how long a routee asks to be left alone: {@code Retry-After} (RFC 9110, section 10.2.3), in
 * seconds or as a date, which is taken from the {@code Date} of the same answer as clocks differ.
 */
public final class RetryAfter {
  /** No longer than this is anybody left alone. */
  public static final int MOST_SECONDS = 30;

  private static final int MOST_DIGITS = 9;

  private RetryAfter() {}

  /** In nanoseconds, from 0 to {@value #MOST_SECONDS} s; 0 where it does not ask. */
  public static long nanos(Head answer) {
    @Nullable String value = answer.value(Known.RETRY_AFTER);
    if (value == null || value.isEmpty()) {
      return 0;
    }
    boolean seconds =
        value.length() <= MOST_DIGITS && value.chars().allMatch(c -> c >= '0' && c <= '9');
    Duration asked = seconds ? Duration.ofSeconds(Long.parseLong(value)) : until(value, answer);
    return Math.clamp(asked.toSeconds(), 0, MOST_SECONDS) * 1_000_000_000L;
  }

  private static Duration until(String value, Head answer) {
    @Nullable String date = answer.value(Known.DATE);
    @Nullable Instant then = instant(value);
    @Nullable Instant now = date == null ? null : instant(date);
    return then == null || now == null ? Duration.ZERO : Duration.between(now, then);
  }

  private static @Nullable Instant instant(String date) {
    try {
      return ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
    } catch (DateTimeParseException e) {
      return null; // it asks for nothing that can be understood
    }
  }
}
