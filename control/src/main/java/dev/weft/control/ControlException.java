package dev.weft.control;

import org.jspecify.annotations.Nullable;

/** The API or its tokens cannot be had; the message is a sentence for whoever started it. */
public final class ControlException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public ControlException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
