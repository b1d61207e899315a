package dev.weft.control;

import java.net.InetAddress;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Keeps web pages of others away from the API: a page may send requests to any address, and by DNS
 * rebinding under its own name even read the answers.
 *
 * @param hosts the names under which the API may be asked; empty where it listens on more than
 *     loopback, since the names of the machine are not known then
 */
record Guard(Set<String> hosts) {
  private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");

  static Guard forBinding(String host, InetAddress address) {
    return new Guard(address.isLoopbackAddress() ? namesOf(host) : Set.of());
  }

  /**
   * @throws Refusal 400 for a foreign Host, 403 for a write that another site's page sends
   */
  void check(String method, @Nullable String host, @Nullable String origin, boolean secure) {
    if (!hosts.isEmpty() && (host == null || !hosts.contains(withoutPort(host)))) {
      throw Refusal.badField(
          "Host", host == null ? "" : host, "a name of this API: " + String.join(", ", hosts));
    }
    if (origin != null
        && !READING.contains(method)
        && (secure || !origin.equalsIgnoreCase("http://" + host))
        && !origin.equalsIgnoreCase("https://" + host)) {
      throw Refusal.forbidden(
          "a page from " + origin + " may not write here; only pages of this API may");
    }
  }

  private static Set<String> namesOf(String host) {
    var names = new TreeSet<>(Set.of("localhost", "127.0.0.1", "[::1]"));
    names.add(bracketed(host.toLowerCase(Locale.ROOT)));
    return names;
  }

  private static String bracketed(String host) {
    return host.indexOf(':') >= 0 && !host.startsWith("[") ? "[" + host + "]" : host;
  }

  private static String withoutPort(String host) {
    int colon = host.lastIndexOf(':');
    String name = colon > host.lastIndexOf(']') ? host.substring(0, colon) : host;
    return name.toLowerCase(Locale.ROOT);
  }
}
