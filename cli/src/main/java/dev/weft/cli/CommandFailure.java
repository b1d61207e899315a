package dev.weft.cli;

import org.jspecify.annotations.Nullable;

/** Ends a command with one sentence on standard error and an exit code. */
public final class CommandFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int exitCode;

  /**
   * @param exitCode one of {@link ExitCode}
   * @param sentence the message of what was caught, or one that names the thing, its value and what
   *     would be right
   */
  public CommandFailure(int exitCode, @Nullable String sentence) {
    super(sentence);
    this.exitCode = exitCode;
  }

  public int exitCode() {
    return exitCode;
  }
}
