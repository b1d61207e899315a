package dev.weft.control;

import org.jspecify.annotations.Nullable;

/** The API could not be started; the message is a sentence for the person who started it. */
public final class ControlException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ControlException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
