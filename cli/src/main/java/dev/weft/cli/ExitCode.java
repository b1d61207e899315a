package dev.weft.cli;

/** What the command returns to the shell; documented in {@code weft --help}. */
public final class ExitCode {
  /** Done. */
  public static final int OK = 0;

  /** Something was asked for and refused, was not found, or failed. */
  public static final int FAILED = 1;

  /** The command line or a file is wrong; nothing was done. */
  public static final int USAGE = 2;

  /** The registry does not answer. */
  public static final int UNREACHABLE = 3;

  /** {@code weft run}: the program cannot be executed. */
  public static final int NOT_EXECUTABLE = 126;

  /** {@code weft run}: there is no such program. */
  public static final int NOT_FOUND = 127;

  private ExitCode() {}
}
