package dev.weft.cli.manifest;

/**
 * What is wrong at one place of a file.
 *
 * @param source the file
 * @param line from 1; 0 where it is the file as a whole
 * @param column from 1; 0 likewise
 */
public record Problem(String source, int line, int column, String message) {
  /** {@code shop.yaml:3:7: …}, as compilers write it and editors read it. */
  @Override
  public String toString() {
    return line == 0
        ? source + ": " + message
        : source + ":" + line + ":" + column + ": " + message;
  }
}
