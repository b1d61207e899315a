package dev.weft.broker;

import java.io.Serial;

/** The broker cannot start; the message is a sentence for whoever started it. */
public final class BrokerException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  public BrokerException(String message, Throwable cause) {
    super(message, cause);
  }
}
