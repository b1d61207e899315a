package dev.weft.routee;

/** A program that cannot be started. */
public final class CommandNotFoundException extends Exception {
  private static final long serialVersionUID = 1L;

  private final boolean exists;

  CommandNotFoundException(boolean exists, String message) {
    super(message);
    this.exists = exists;
  }

  /**
   * Whether there is such a file, which cannot be executed: shells tell these apart by the exit
   * codes 126 (it exists) and 127 (it does not).
   */
  public boolean exists() {
    return exists;
  }
}
