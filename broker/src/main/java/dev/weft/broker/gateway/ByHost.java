package dev.weft.broker.gateway;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is for which host: an exact name before a wildcard, a longer wildcard before a shorter one,
 * and last what is for every host. A wildcard stands for any number of labels. Immutable.
 */
final class ByHost<T> {
  private final Map<String, T> exact;
  private final Map<String, T> wild;
  private final @Nullable T every;

  private ByHost(Builder<T> builder) {
    exact = Map.copyOf(builder.exact);
    wild = Map.copyOf(builder.wild);
    every = builder.every;
  }

  /** Collects; the first that is for a host stays. */
  static final class Builder<T> {
    private final Map<String, T> exact = new HashMap<>();
    private final Map<String, T> wild = new HashMap<>();
    private @Nullable T every;

    /**
     * @param host such as {@code a.example} or {@code *.example}; empty for every host
     */
    void put(String host, T what) {
      if (host.isEmpty()) {
        every = every == null ? what : every;
      } else if (host.startsWith("*.")) {
        wild.putIfAbsent(host.substring(1), what);
      } else {
        exact.putIfAbsent(host, what);
      }
    }

    ByHost<T> build() {
      return new ByHost<>(this);
    }
  }

  /**
   * The most specific.
   *
   * @param host null or empty where none was named: then only what is for every host fits
   */
  @Nullable T find(@Nullable String host) {
    if (host == null || host.isEmpty()) {
      return every;
    }
    String lower = host.toLowerCase(Locale.ROOT);
    @Nullable T found = exact.get(lower);
    for (int dot = lower.indexOf('.');
        found == null && dot > 0;
        dot = lower.indexOf('.', dot + 1)) {
      found = wild.get(lower.substring(dot));
    }
    return found == null ? every : found;
  }
}
