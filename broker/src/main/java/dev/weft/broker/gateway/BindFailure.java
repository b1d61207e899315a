package dev.weft.broker.gateway;

import java.io.IOException;

/**
 * Why a port cannot be opened.
 *
 * @param reason in words that say what to do about it
 * @param ofAddress whether it is the address that cannot be had, whatever the port
 */
record BindFailure(String reason, boolean ofAddress) {
  private static final int FIRST_FREE_FOR_ALL = 1024;

  static BindFailure of(Place place, IOException failure) {
    String said = String.valueOf(failure.getMessage());
    if (said.contains("annot assign requested address")) {
      String address = place.address().getHostAddress();
      return new BindFailure("the address " + address + " is not one of this machine's", true);
    }
    return new BindFailure(place + " cannot be listened on: " + ofPort(place, said), false);
  }

  private static String ofPort(Place place, String said) {
    if (said.contains("ermission denied") && place.port() < FIRST_FREE_FOR_ALL) {
      return "ports below 1024 are not for everyone here; allow them with"
          + " sysctl net.ipv4.ip_unprivileged_port_start="
          + place.port()
          + " or the capability CAP_NET_BIND_SERVICE";
    }
    return said.contains("in use") ? "another program has the port" : said;
  }
}
