package dev.weft.cli.check;

/**
 * One thing that was looked at.
 *
 * @param about what it is, such as {@code service orders}
 * @param says what was seen, in words
 * @param advice what to do; empty where nothing is to be done
 */
public record Finding(Level level, String about, String says, String advice) {
  /** How bad it is. */
  public enum Level {
    /** As it should be. */
    OK,
    /** Calls are answered, and somebody should look. */
    WARNING,
    /** Calls fail, or what was asked for is not done. */
    FAULT
  }

  static Finding ok(String about, String says) {
    return new Finding(Level.OK, about, says, "");
  }

  static Finding warning(String about, String says, String advice) {
    return new Finding(Level.WARNING, about, says, advice);
  }

  static Finding fault(String about, String says, String advice) {
    return new Finding(Level.FAULT, about, says, advice);
  }
}
