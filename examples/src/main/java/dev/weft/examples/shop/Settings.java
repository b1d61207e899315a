package dev.weft.examples.shop;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;

/**
 * What a service is told by its environment.
 *
 * @param service whose settings these are
 */
record Settings(String service, Map<String, String> environment) {
  private static final int MAX_PORT = 65_535;

  /** Where to listen: {@code PORT}, 0 to pick a free one, on the loopback address. */
  InetSocketAddress listen() throws BadSettingException {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port("PORT", 0));
  }

  /** The address that {@code NAME_SERVICE_HOST} and {@code NAME_SERVICE_PORT} give. */
  InetSocketAddress address(String name) throws BadSettingException {
    return new InetSocketAddress(required(name + "_SERVICE_HOST"), port(name + "_SERVICE_PORT", 1));
  }

  private int port(String name, int least) throws BadSettingException {
    String text = required(name);
    try {
      int port = Integer.parseInt(text);
      if (port >= least && port <= MAX_PORT) {
        return port;
      }
    } catch (NumberFormatException e) {
      // refused below, in the words for a number out of range
    }
    throw new BadSettingException(
        service + ": " + name + " is '" + text + "', not a port from " + least + " to " + MAX_PORT);
  }

  private String required(String name) throws BadSettingException {
    String value = environment.get(name);
    if (value == null || value.isBlank()) {
      throw new BadSettingException(
          service + ": " + name + " is not set in the environment, and it cannot start without it");
    }
    return value;
  }
}
