package dev.weft.cli.node;

import dev.weft.control.ControlServer;
import java.net.URI;

/** Addresses as people and programs type them. */
final class Address {
  private Address() {}

  /** Where an API is. */
  static URI of(ControlServer.Options options, int port) {
    return of(options.tls() == null ? "http" : "https", options.host(), port);
  }

  static URI of(String scheme, String host, int port) {
    String shown = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    return URI.create(scheme + "://" + shown + ":" + port);
  }
}
