package dev.weft.examples.shop;

/** A setting in the environment is missing or wrong; the message is a sentence for people. */
final class BadSettingException extends Exception {
  BadSettingException(String message) {
    super(message);
  }
}
