package dev.weft.model.mesh;

import dev.weft.model.resource.Fields;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How a caller's later calls find the routee of its first: the broker names the routee in an answer
 * and the caller repeats the name (Gateway API GEP-1619, session persistence).
 */
public sealed interface Affinity {
  /** The longest that a cookie may be asked to last. */
  Duration LONGEST = Duration.ofDays(365);

  /**
   * By a cookie.
   *
   * @param name in the case in which it is sent
   * @param ttl whole seconds; zero for as long as the browser keeps its session
   */
  record Cookie(String name, Duration ttl) implements Affinity {}

  /**
   * By a header of answers that the caller sends with its later requests.
   *
   * @param name in lower case
   */
  record Header(String name) implements Affinity {
    public Header {
      name = name.toLowerCase(Locale.ROOT);
    }
  }

  /** Reads the field of a policy; null where there is none. */
  static @Nullable Affinity read(Fields balance) {
    if (!balance.has("affinity")) {
      return null;
    }
    Fields fields = balance.object("affinity");
    Affinity read = null;
    int given = 0;
    if (fields.has("cookie")) {
      Fields cookie = fields.object("cookie");
      String name = FieldName.COOKIE.read(cookie, "name");
      Duration ttl = cookie.duration("ttl", Duration.ZERO, Duration.ofSeconds(1), LONGEST);
      cookie.refuseUnknown();
      read = new Cookie(name, Duration.ofSeconds(ttl.toSeconds()));
      given++;
    }
    if (fields.has("header")) {
      read = new Header(FieldName.OWN_HEADER.read(fields, "header"));
      given++;
    }
    fields.refuseUnknown();
    if (given != 1) {
      balance.refuse(
          "affinity",
          given == 0 ? "{}" : "more than one",
          "one of {cookie: {name: NAME}} and {header: NAME}");
    }
    return read;
  }
}
