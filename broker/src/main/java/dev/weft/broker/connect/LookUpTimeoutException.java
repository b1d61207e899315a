package dev.weft.broker.connect;

import java.net.UnknownHostException;

/** A routee's host was not found in time; it may be yet. */
final class LookUpTimeoutException extends UnknownHostException {
  private static final long serialVersionUID = 1;

  LookUpTimeoutException(String message) {
    super(message);
  }
}
