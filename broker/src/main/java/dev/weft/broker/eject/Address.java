package dev.weft.broker.eject;

/**
 * Where a routee listens.
 *
 * @param host an IP literal without brackets, or a host name
 */
public record Address(String host, int port) {
  @Override
  public String toString() {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }
}
