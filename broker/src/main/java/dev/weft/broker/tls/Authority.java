package dev.weft.broker.tls;

/** What a call says that it is for: a host, and maybe a port. */
final class Authority {
  private Authority() {}

  /** Its host alone, as it is written. */
  static String host(String authority) {
    int colon = authority.lastIndexOf(':');
    return colon < 0 || authority.endsWith("]") ? authority : authority.substring(0, colon);
  }
}
