package dev.weft.bench.result;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;

/** The results as Markdown, on the terminal and appended to a file as they come. */
public final class Report {
  private final Path file;
  private final PrintStream out;

  public Report(Path file, PrintStream out) {
    this.file = file;
    this.out = out;
  }

  /** Begins a part, with what its columns are. */
  public void table(String title, String... columns) {
    line("");
    line("## " + title);
    line("");
    row(columns);
    line("|" + " --- |".repeat(columns.length));
  }

  public void row(String... cells) {
    line("| " + String.join(" | ", cells) + " |");
  }

  /** One line of text. */
  public void line(String text) {
    out.println(text);
    try {
      Files.writeString(file, text + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A line that says how far it is, for the terminal alone. */
  public void progress(String text) {
    out.println("  .. " + text);
  }

  @SuppressWarnings("AnnotateFormatMethod") // its annotation is in no library that is here
  public static String number(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
