package dev.weft.agent;

import java.io.IOException;

/** The registry answered, but not with what was asked for. */
final class AnswerException extends IOException {
  private static final long serialVersionUID = 1L;

  private static final int GONE = 410;

  private final int status;

  AnswerException(int status, String message) {
    super(message);
    this.status = status;
  }

  /** The HTTP status, or that of an ERROR event within a watch. */
  int status() {
    return status;
  }

  /** Whether the revision that was asked for is forgotten, so that all must be listed anew. */
  boolean gone() {
    return status == GONE;
  }

  /** Whether the same document would be refused again: misshapen, too large, or not allowed. */
  boolean forGood() {
    return status == 400 || status == 413 || status == 422;
  }
}
