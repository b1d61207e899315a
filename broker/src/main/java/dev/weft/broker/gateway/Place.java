package dev.weft.broker.gateway;

import java.net.InetAddress;

/** Where a gateway is listened for. */
record Place(InetAddress address, int port) {
  @Override
  public String toString() {
    return address.getHostAddress() + ":" + port;
  }
}
