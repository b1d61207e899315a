package dev.weft.broker.connect;

import javax.net.ssl.SSLException;

/** A routee agreed over TLS, but on another protocol than is needed. */
final class OtherProtocolException extends SSLException {
  private static final long serialVersionUID = 1;

  OtherProtocolException(String message) {
    super(message);
  }
}
