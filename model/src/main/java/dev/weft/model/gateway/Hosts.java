package dev.weft.model.gateway;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Host names of listeners and routes, where {@code *.} stands for any number of labels. */
final class Hosts {
  private Hosts() {}

  static String lower(String host) {
    return host.toLowerCase(Locale.ROOT);
  }

  /** What both stand for, which is the narrower of the two; empty is every host. */
  static Optional<String> meet(String one, String other) {
    if (one.isEmpty() || one.equals(other) || within(one, other)) {
      return Optional.of(other);
    }
    return other.isEmpty() || within(other, one) ? Optional.of(one) : Optional.empty();
  }

  private static boolean within(String wildcard, String host) {
    return wildcard.startsWith("*.")
        && host.length() > wildcard.length() - 1
        && host.endsWith(wildcard.substring(1));
  }

  /**
   * The hosts of a route that a listener has as well.
   *
   * @param hosts of the route; none for every host
   * @return empty if there is none; one empty host for every host
   */
  static List<String> of(String listener, List<String> hosts) {
    return hosts.isEmpty()
        ? List.of(listener)
        : hosts.stream().flatMap(host -> meet(listener, lower(host)).stream()).distinct().toList();
  }

  /** Whether two lists as {@link #of} makes them have a host in common. */
  static boolean overlap(List<String> some, List<String> others) {
    return some.stream()
        .anyMatch(one -> others.stream().anyMatch(other -> meet(one, other).isPresent()));
  }
}
