package dev.weft.control.json;

/** A patch that does not fit the document it is meant for. */
public final class PatchException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  PatchException(String message) {
    super(message);
  }
}
