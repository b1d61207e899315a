package dev.weft.examples.shop;

/** The caller asked for something that cannot be; the message says what would do. */
final class BadRequestException extends Exception {
  BadRequestException(String message) {
    super(message);
  }
}
