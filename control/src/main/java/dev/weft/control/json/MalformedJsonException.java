package dev.weft.control.json;

/** A text that is not JSON as the API takes it. The message names line and column, from 1. */
public final class MalformedJsonException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  MalformedJsonException(String reason, int line, int column) {
    super("malformed JSON at line " + line + ", column " + column + ": " + reason);
  }
}
