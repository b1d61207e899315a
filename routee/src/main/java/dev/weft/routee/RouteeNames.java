package dev.weft.routee;

import dev.weft.model.mesh.Addresses;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.URI;
import java.util.Random;

/** Names for routees that were given none. */
final class RouteeNames {
  private static final int MAX_LABEL = 63;
  private static final int RANDOM_BITS = 30;

  private RouteeNames() {}

  /**
   * The service and the port, which no two programs on a host share; where the registry may be that
   * of many hosts, a few random characters besides.
   */
  static String of(String service, int port, URI registry) {
    String end = "-" + port;
    if (!isLoopback(registry)) {
      end += "-" + new BigInteger(RANDOM_BITS, new Random()).toString(36);
    }
    int kept = Math.min(service.length(), MAX_LABEL - end.length());
    return service.substring(0, kept) + end;
  }

  private static boolean isLoopback(URI registry) {
    String host = String.valueOf(registry.getHost());
    String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    return bare.equals("localhost")
        || (Addresses.isIp(bare) && InetAddress.ofLiteral(bare).isLoopbackAddress());
  }
}
