package dev.weft.broker.strict;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Bytes that a caller sends and what must come of them.
 *
 * @param id unique in its family; it is the test's name
 * @param section what says so
 * @param bytes as sent, in ISO 8859-1
 * @param expected any one of these may come true
 */
record Case(String id, String section, String bytes, List<Expected> expected) {
  static final String HOST = "Host: recorder\r\n";

  /** What may come of a case. */
  sealed interface Expected {}

  /**
   * Answered with one of the statuses, after the answers to the requests before it; the connection
   * is closed and no further whole request reaches a routee.
   *
   * @param before requests that are forwarded first
   * @param untouched whether not even the offending request's head may reach a routee
   */
  record Refused(Set<Integer> statuses, int before, boolean untouched) implements Expected {}

  /** Closed without an answer, nothing forwarded. */
  record Closed() implements Expected {}

  /** Answered by the broker itself; nothing reaches a routee, and the connection serves on. */
  record Answered(int status) implements Expected {}

  /** These requests, in this order and no others, reach the routee and are answered with 200. */
  record Forwarded(List<Wanted> requests) implements Expected {}

  /**
   * A request as a routee must see it.
   *
   * @param lines header lines that must be there, exactly
   * @param absent header names, or whole lines, that must not be there
   */
  record Wanted(
      String method, String target, String body, List<String> lines, List<String> absent) {

    Wanted with(String... more) {
      return new Wanted(method, target, body, List.of(more), absent);
    }

    Wanted without(String... names) {
      return new Wanted(method, target, body, lines, List.of(names));
    }
  }

  byte[] octets() {
    return bytes.getBytes(StandardCharsets.ISO_8859_1);
  }

  @Override
  public String toString() {
    return id;
  }

  static Wanted wanted(String method, String target, String body) {
    return new Wanted(method, target, body, List.of(), List.of());
  }

  /** Row R of the hostile inputs: 400, closed, nothing reaches a routee. */
  static Case refused(String id, String section, String bytes) {
    return refused(id, section, bytes, 400);
  }

  static Case refused(String id, String section, String bytes, Integer... statuses) {
    return new Case(id, section, bytes, List.of(new Refused(Set.of(statuses), 0, true)));
  }

  /** As refused, but what is wrong stands behind a head that may have gone on. */
  static Case cut(String id, String section, String bytes) {
    return new Case(id, section, bytes, List.of(new Refused(Set.of(400, 431), 0, false)));
  }

  static Case forwarded(String id, String section, String bytes, Wanted... requests) {
    return new Case(id, section, bytes, List.of(new Forwarded(List.of(requests))));
  }

  /** This or what another case of the same bytes expects. */
  Case or(Expected... others) {
    var all = new ArrayList<>(expected);
    all.addAll(Arrays.asList(others));
    return new Case(id, section, bytes, all);
  }

  /** Shows bytes so that they can stand in a test's name. */
  static String shown(String bytes) {
    String shown =
        bytes
            .chars()
            .mapToObj(c ->
                c == '\r'
                    ? "\\r"
                    : c == '\n'
                        ? "\\n"
                        : c == '\t'
                            ? "\\t"
                            : c < ' ' || c > '~'
                                ? String.format("\\x%02x", c)
                                : String.valueOf((char) c))
            .collect(Collectors.joining());
    return shown.length() > 60 ? shown.substring(0, 57) + "…(" + bytes.length() + ")" : shown;
  }
}
