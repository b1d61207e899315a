package dev.weft.routee;

/** Something listens already on the port that the program is to listen on. */
public final class PortInUseException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  PortInUseException(String message) {
    super(message);
  }
}
