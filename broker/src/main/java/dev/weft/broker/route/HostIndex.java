package dev.weft.broker.route;

import dev.weft.broker.message.Text;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Values by host: the most specific one that fits is found, exact before wildcards, longer
 * wildcards before shorter ones. The cost is a hash of the host and a look per label. Immutable.
 */
public final class HostIndex<V> {
  private static final int LONGEST = 255;

  private final Map<String, V> byHost;
  private final @Nullable V any;

  /**
   * @param byHost in lower case; {@code *.example} for any number of labels before it, empty for
   *     every host
   */
  public HostIndex(Map<String, V> byHost) {
    var named = new HashMap<String, V>();
    byHost.forEach((host, value) -> {
      if (!host.isEmpty()) {
        named.put(host.startsWith("*.") ? host.substring(1) : host, value);
      }
    });
    this.byHost = named; // hashes are compared before names, unlike in Map.copyOf's
    any = byHost.get("");
  }

  /**
   * The same for a name that may not have been said.
   *
   * @param authority null or empty for none: then only what is for every host fits
   */
  public @Nullable V find(@Nullable String authority) {
    if (authority == null || authority.isEmpty()) {
      return any;
    }
    byte[] bytes = Text.ascii(authority);
    return find(bytes, 0, bytes.length);
  }

  /** The value for the host of an authority, whose port and case are of no meaning. */
  @Nullable V find(byte[] bytes, int start, int end) {
    if (byHost.isEmpty()) {
      return any;
    }
    String host = host(bytes, start, end);
    @Nullable V found = byHost.get(host);
    for (int dot = host.indexOf('.', 1); found == null && dot >= 0; ) {
      found = byHost.get(host.substring(dot));
      dot = host.indexOf('.', dot + 1);
    }
    return found == null ? any : found;
  }

  /** Of an authority such as {@code Shop.Example:8080} the host in lower case. */
  static String host(byte[] bytes, int start, int end) {
    int to = end;
    for (int i = end - 1; i > start && bytes[i] >= '0' && bytes[i] <= ':'; i--) {
      if (bytes[i] == ':') {
        to = i;
        break;
      }
    }
    if (to > start && bytes[to - 1] == '.') {
      to--;
    }
    int length = Math.min(to - start, LONGEST);
    byte[] lower = new byte[length];
    for (int i = 0; i < length; i++) {
      lower[i] = Text.lower(bytes[start + i]);
    }
    return Text.of(lower, 0, length);
  }
}
