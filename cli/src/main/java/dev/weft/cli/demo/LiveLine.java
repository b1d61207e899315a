package dev.weft.cli.demo;

import dev.weft.model.time.Clock;
import java.io.Console;
import java.io.PrintStream;
import java.util.Locale;

/**
 * The terminal: a last line that is rewritten in place, and above it what happened. Where the
 * output is no terminal, every line is a plain one. Safe for use by any thread.
 */
final class LiveLine {
  private static final String CLEAR = "\r\u001b[2K";
  // A line that wrapped could not be rewritten: let the terminal cut it off instead.
  private static final String NO_WRAP = "\u001b[?7l";
  private static final String WRAP = "\u001b[?7h";

  private final PrintStream out;
  private final boolean terminal;
  private final Clock clock;
  private long startNanos;
  private String shown = "";

  /**
   * @param terminal whether control sequences are understood
   */
  LiveLine(PrintStream out, boolean terminal, Clock clock) {
    this.out = out;
    this.terminal = terminal;
    this.clock = clock;
    this.startNanos = clock.nanos();
  }

  /** Whether standard output is a terminal. */
  @SuppressWarnings("SystemConsoleNull") // null it still is with -Djdk.console=java.base
  static boolean onTerminal() {
    Console console = System.console();
    return console != null && console.isTerminal();
  }

  /** Counts the time from now on. */
  synchronized void begin() {
    startNanos = clock.nanos();
  }

  boolean terminal() {
    return terminal;
  }

  /** Prints a line, or several, above the last one. */
  synchronized void say(String text) {
    if (terminal && !shown.isEmpty()) {
      out.print(CLEAR);
    }
    out.println(text);
    draw();
    out.flush();
  }

  /** Prints what happened, with the time since the start. */
  void event(String sentence) {
    say("%s  %s".formatted(elapsed(), sentence));
  }

  /** Replaces the last line by another, or prints one more where the output is no terminal. */
  synchronized void show(String status) {
    if (status.equals(shown)) {
      return;
    }
    shown = status;
    if (terminal) {
      draw();
    } else {
      out.println(status);
    }
    out.flush();
  }

  /** Removes the last line. */
  synchronized void end() {
    if (terminal && !shown.isEmpty()) {
      out.print(CLEAR);
      out.flush();
    }
    shown = "";
  }

  /** {@code ␠␠12.3s}. */
  synchronized String elapsed() {
    return String.format(Locale.ROOT, "%6.1fs", (clock.nanos() - startNanos) / 1e9);
  }

  private void draw() {
    if (terminal && !shown.isEmpty()) {
      out.print(CLEAR + NO_WRAP + shown + WRAP);
    }
  }
}
