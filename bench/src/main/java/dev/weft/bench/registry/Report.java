package dev.weft.bench.registry;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;

/** The results as Markdown, on the terminal and appended to a file as they come. */
final class Report {
  private final Path file;
  private final PrintStream out;

  Report(Path file, PrintStream out) {
    this.file = file;
    this.out = out;
  }

  /** Begins a part, with what its columns are. */
  void table(String title, String... columns) {
    line("");
    line("## " + title);
    line("");
    row(columns);
    line("|" + " --- |".repeat(columns.length));
  }

  void row(String... cells) {
    line("| " + String.join(" | ", cells) + " |");
  }

  /** One line of text. */
  void line(String text) {
    out.println(text);
    try {
      Files.writeString(file, text + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A line that says how far it is, for the terminal alone. */
  void progress(String text) {
    out.println("  .. " + text);
  }

  @SuppressWarnings("AnnotateFormatMethod") // its annotation is in no library that is here
  static String number(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
