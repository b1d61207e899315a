package dev.weft.broker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The pages for users that tests keep true. */
final class Pages {
  private Pages() {}

  /** The rows of all tables of a page of {@code docs/reference}, without their headings. */
  static List<List<String>> rows(String page) throws IOException {
    return Files.readAllLines(root().resolve("docs/reference").resolve(page)).stream()
        .filter(line -> line.startsWith("|") && !line.startsWith("|--"))
        .map(line -> List.of(line.substring(1, line.length() - 1).split("\\|", -1)))
        .map(cells -> cells.stream().map(String::strip).toList())
        .toList();
  }

  private static Path root() {
    Path at = Path.of("").toAbsolutePath();
    while (!Files.isDirectory(at.resolve("docs/reference"))) {
      Path above = at.getParent();
      if (above == null) {
        throw new IllegalStateException("no docs/reference above the working directory");
      }
      at = above;
    }
    return at;
  }
}
