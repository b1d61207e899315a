package dev.weft.examples.shop;

/** A service that this one needs gave no good answer; the message says which and why. */
final class CallFailedException extends Exception {
  CallFailedException(String message) {
    super(message);
  }

  CallFailedException(String message, Throwable cause) {
    super(message, cause);
  }
}
