package dev.weft.control;

import java.time.Duration;

/**
 * The parameters of a list or a watch.
 *
 * @param resourceVersion 0 where none is given
 * @param timeout after which a watch ends
 * @param bookmarks whether a watch may tell how far it is when nothing happens
 * @param initialEvents whether a watch starts with all that exists and says when that is done
 * @param secrets whether the caller may see what is confidential
 */
record ListQuery(
    boolean watch,
    long resourceVersion,
    Duration timeout,
    boolean bookmarks,
    boolean initialEvents,
    boolean secrets,
    LabelSelector labels,
    FieldSelector fields) {

  /** Long enough to cost nothing, short enough that no watch is for ever. */
  private static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(45);

  private static final long MAX_TIMEOUT_SECONDS = 86_400;

  /**
   * @throws Refusal naming the parameter that is wrong
   */
  static ListQuery of(Call call) {
    number(call, "limit", 0, Integer.MAX_VALUE); // taken and not needed: lists come in one piece
    if (!call.query("continue").orElse("").isEmpty()) {
      throw Refusal.badField(
          "continue", call.query("continue").orElse(""), "known: lists come in one piece here");
    }
    long seconds = number(call, "timeoutSeconds", 0, MAX_TIMEOUT_SECONDS);
    return new ListQuery(
        flag(call, "watch"),
        number(call, "resourceVersion", 0, Long.MAX_VALUE),
        seconds == 0 ? DEFAULT_TIMEOUT : Duration.ofSeconds(seconds),
        flag(call, "allowWatchBookmarks"),
        flag(call, "sendInitialEvents"),
        call.caller().readsSecrets(),
        LabelSelector.parse(call.query("labelSelector").orElse("")),
        FieldSelector.parse(call.query("fieldSelector").orElse("")));
  }

  private static boolean flag(Call call, String name) {
    String text = call.query(name).orElse("false");
    return switch (text) {
      case "true", "1" -> true;
      case "false", "0", "" -> false;
      default -> throw Refusal.badField(name, text, "true or false");
    };
  }

  private static long number(Call call, String name, long min, long max) {
    String text = call.query(name).orElse("");
    if (text.isEmpty()) {
      return 0;
    }
    try {
      long value = Long.parseLong(text);
      if (value >= min && value <= max) {
        return value;
      }
    } catch (NumberFormatException e) {
      throw Refusal.badField(name, text, "a whole number");
    }
    throw Refusal.badField(name, text, "a whole number from " + min + " to " + max);
  }
}
