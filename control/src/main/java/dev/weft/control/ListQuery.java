package dev.weft.control;

import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a list or a watch.
 *
 * @param resourceVersion 0 where none is given
 * @param exact whether a list must be of that very version
 * @param limit how many items a list may have; 0 for all
 * @param continueToken of the page before; null for the first
 * @param timeout after which a watch ends
 * @param bookmarks whether a watch may tell how far it is when nothing happens
 * @param initialEvents whether a watch starts with all that exists and says when that is done
 * @param fromNow whether a watch tells only what happens from now on
 * @param secrets whether the caller may see what is confidential
 */
record ListQuery(
    boolean watch,
    long resourceVersion,
    boolean exact,
    int limit,
    @Nullable String continueToken,
    Duration timeout,
    boolean bookmarks,
    boolean initialEvents,
    boolean fromNow,
    boolean secrets,
    LabelSelector labels,
    FieldSelector fields) {

  /** Long enough to cost nothing, short enough that no watch is for ever. */
  private static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(45);

  private static final long MAX_TIMEOUT_SECONDS = 86_400;

  private static final String EXACT = "Exact";
  private static final String NOT_OLDER = "NotOlderThan";

  /**
   * @throws Refusal naming the parameter that is wrong
   */
  static ListQuery of(Call call) {
    boolean watch = flag(call, "watch");
    boolean initialEvents = flag(call, "sendInitialEvents");
    long version = number(call, "resourceVersion", 0, Long.MAX_VALUE);
    int limit = (int) number(call, "limit", 0, Integer.MAX_VALUE);
    String continueToken = call.query("continue").filter(text -> !text.isEmpty()).orElse(null);
    String match = call.query("resourceVersionMatch").orElse("");
    if (watch) {
      checkInitialEvents(call, match);
    } else {
      checkMatch(call, match, version, continueToken);
    }
    long seconds = number(call, "timeoutSeconds", 0, MAX_TIMEOUT_SECONDS);
    return new ListQuery(
        watch,
        version,
        match.equals(EXACT) || (match.isEmpty() && limit > 0 && version > 0),
        limit,
        continueToken,
        seconds == 0 ? DEFAULT_TIMEOUT : Duration.ofSeconds(seconds),
        flag(call, "allowWatchBookmarks"),
        initialEvents,
        watch && !initialEvents && version == 0 && call.query("sendInitialEvents").isPresent(),
        call.caller().readsSecrets(),
        LabelSelector.parse(call.query("labelSelector").orElse("")),
        FieldSelector.parse(call.query("fieldSelector").orElse("")));
  }

  /** What Kubernetes refuses, since it would mean nothing. */
  private static void checkMatch(
      Call call, String match, long version, @Nullable String continueToken) {
    if (call.query("sendInitialEvents").isPresent()) {
      throw Refusal.badField("sendInitialEvents", "present", "allowed but with watch=true");
    }
    if (!Set.of("", EXACT, NOT_OLDER).contains(match)) {
      throw Refusal.badField("resourceVersionMatch", match, EXACT + " or " + NOT_OLDER);
    }
    if (match.equals(EXACT) && version == 0) {
      throw Refusal.badField("resourceVersionMatch", match, "allowed without a resourceVersion");
    }
    if (!match.isEmpty() && call.query("resourceVersion").orElse("").isEmpty()) {
      throw Refusal.badField("resourceVersionMatch", match, "allowed without a resourceVersion");
    }
    if (continueToken != null && (version != 0 || !match.isEmpty())) {
      throw Refusal.badField(
          "resourceVersion", Long.toString(version), "allowed with continue, whose token names it");
    }
  }

  private static void checkInitialEvents(Call call, String match) {
    boolean named = call.query("sendInitialEvents").isPresent();
    if (named && !match.equals(NOT_OLDER)) {
      throw Refusal.badField(
          "resourceVersionMatch", match, NOT_OLDER + ", which sendInitialEvents needs");
    }
    if (!named && !match.isEmpty()) {
      throw Refusal.badField(
          "resourceVersionMatch", match, "allowed for a watch without sendInitialEvents");
    }
  }

  /** Whether nothing is left out. */
  boolean selectsAll() {
    return labels.isEverything() && fields.isEverything();
  }

  /**
   * A parameter that is true or false; false where it is left out.
   *
   * @throws Refusal if it is neither
   */
  static boolean flag(Call call, String name) {
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
