package dev.weft.routee;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;

/** Under which address of this host the mesh may reach a routee. */
final class AdvertisedAddress {
  private static final List<String> LOOPBACK = List.of("127.0.0.1", "::1");

  private AdvertisedAddress() {}

  /**
   * Loopback where the registry is on this host; else the address from which this host would reach
   * it.
   *
   * @return candidates, best first; at least one
   */
  static List<String> candidates(URI registry) {
    try (var socket = new DatagramSocket()) {
      InetAddress address = InetAddress.getByName(registry.getHost());
      if (address.isLoopbackAddress()) {
        return LOOPBACK;
      }
      socket.connect(new InetSocketAddress(address, 7070)); // sends nothing
      InetAddress local = socket.getLocalAddress();
      return local.isAnyLocalAddress() ? LOOPBACK : List.of(withoutScope(local));
    } catch (IOException | java.io.UncheckedIOException e) {
      return LOOPBACK; // no way there: nor would another host find the way here
    }
  }

  private static String withoutScope(InetAddress address) {
    String text = address.getHostAddress();
    int percent = text.indexOf('%');
    return percent < 0 ? text : text.substring(0, percent);
  }
}
