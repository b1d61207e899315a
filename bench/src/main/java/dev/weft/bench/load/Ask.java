package dev.weft.bench.load;

import java.nio.charset.StandardCharsets;

/** What the load asks of a registry, in no wire format yet. */
public sealed interface Ask {

  /**
   * Writes one routee; answered when it is durable.
   *
   * @param index tells routees apart; the name is made of it
   * @param mark goes up with each write, so that each is a change and can be told again
   * @param ttlSeconds of its lease; 0 for none
   * @param lease the number of a lease that was granted before, for registries where a lease is a
   *     thing of its own; 0 for none
   */
  record Register(int index, long mark, int ttlSeconds, long lease) implements Ask {
    private static final int SERVICES = 200;

    String name() {
      return nameOf(index);
    }

    /** The document, which is the same for every registry. */
    byte[] document() {
      String spec =
          "\"spec\":{\"service\":\"svc-"
              + index % SERVICES
              + "\",\"address\":\"10."
              + (index >> 16 & 255)
              + '.'
              + (index >> 8 & 255)
              + '.'
              + (index & 255)
              + "\",\"port\":8081,\"protocol\":\"http\",\"zone\":\"a\",\"weight\":100";
      String leased = ttlSeconds == 0 ? "" : ",\"lease\":{\"ttlSeconds\":" + ttlSeconds + "}";
      String text =
          "{\"apiVersion\":\"weft.dev/v1\",\"kind\":\"Routee\",\"metadata\":{\"name\":\""
              + name()
              + "\",\"namespace\":\"default\",\"labels\":{\"version\":\"v1\",\"mark\":\""
              + mark
              + '.'
              + index
              + "\"}},"
              + spec
              + leased
              + "}}";
      return text.getBytes(StandardCharsets.ISO_8859_1);
    }
  }

  /** Makes a lease, where that is a request of its own. */
  record Grant(long lease, int ttlSeconds) implements Ask {}

  /** Gives a routee its whole lease time again. */
  record Renew(int index, long lease) implements Ask {}

  /** Follows every routee from now on; answered once when the watch stands. */
  record Watch() implements Ask {}

  /** Reads every routee. */
  record ReadAll() implements Ask {}

  /** Reads one thing that is always there, which only a registry in service can answer. */
  record ReadOne() implements Ask {}

  /** The name of the routee with an index. */
  static String nameOf(int index) {
    return "r-" + index;
  }
}
