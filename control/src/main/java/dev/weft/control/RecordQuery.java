package dev.weft.control;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which events or alerts a caller wants.
 *
 * @param namespace null for all
 * @param name null for all
 * @param version the resourceVersion to go on from; -1 where none is given
 * @param limit the most of a list, the newest; 0 for all
 */
record RecordQuery(
    @Nullable String namespace,
    @Nullable String name,
    boolean watch,
    long version,
    int limit,
    Duration timeout,
    List<Term> terms) {

  private static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(45);
  private static final int MAX_TIMEOUT_SECONDS = 86_400;

  record Term(String field, String value, boolean wanted) {
    boolean matches(RecordedItem item) {
      return item.field(field).equalsIgnoreCase(value) == wanted;
    }
  }

  /**
   * @throws Refusal naming the parameter that is wrong
   */
  static RecordQuery of(
      Call call, RecordKind kind, @Nullable String namespace, @Nullable String name) {
    boolean watch = ListQuery.flag(call, "watch");
    if (!call.query("labelSelector").orElse("").isBlank()) {
      throw Refusal.badField(
          "labelSelector",
          call.query("labelSelector").orElse(""),
          "left out: " + kind.plural() + " have no labels");
    }
    long seconds = number(call, "timeoutSeconds", 0, MAX_TIMEOUT_SECONDS);
    return new RecordQuery(
        namespace,
        name,
        watch,
        number(call, "resourceVersion", -1, Long.MAX_VALUE),
        (int) number(call, "limit", 0, Integer.MAX_VALUE),
        seconds == 0 ? DEFAULT_TIMEOUT : Duration.ofSeconds(seconds),
        terms(kind, call.query("fieldSelector").orElse("")));
  }

  private static long number(Call call, String name, long fallback, long max) {
    String text = call.query(name).orElse("");
    if (text.isEmpty()) {
      return fallback;
    }
    try {
      long value = Long.parseLong(text);
      if (value >= 0 && value <= max) {
        return value;
      }
    } catch (NumberFormatException e) {
      throw Refusal.badField(name, text, "a whole number");
    }
    throw Refusal.badField(name, text, "a whole number from 0 to " + max);
  }

  private static List<Term> terms(RecordKind kind, String text) {
    var terms = new ArrayList<Term>();
    for (String part : text.split(",", -1)) {
      if (!part.isBlank()) {
        terms.add(term(kind, part.strip()));
      }
    }
    return List.copyOf(terms);
  }

  private static Term term(RecordKind kind, String text) {
    int equals = text.indexOf('=');
    boolean negated = equals > 0 && text.charAt(equals - 1) == '!';
    String field = equals < 0 ? text : text.substring(0, negated ? equals - 1 : equals).strip();
    boolean known =
        kind.fields().contains(field)
            || field.equals("metadata.name")
            || field.equals("metadata.namespace");
    if (equals < 0 || !known) {
      throw Refusal.badField(
          "fieldSelector",
          text,
          "metadata.name, metadata.namespace, "
              + String.join(", ", new TreeSet<>(kind.fields()))
              + " with =, == or != and a value");
    }
    String value = text.substring(equals + 1);
    return new Term(field, (value.startsWith("=") ? value.substring(1) : value).strip(), !negated);
  }

  boolean matches(RecordedItem item) {
    return (namespace == null || namespace.equals(item.field("metadata.namespace")))
        && (name == null || name.equals(item.field("metadata.name")))
        && terms.stream().allMatch(term -> term.matches(item));
  }
}
