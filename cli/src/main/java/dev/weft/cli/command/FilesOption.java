package dev.weft.cli.command;

import java.util.List;
import picocli.CommandLine.Option;

/** Which files are applied and followed. */
final class FilesOption {
  @Option(
      names = {"-f", "--filename"},
      paramLabel = "FILE|DIR",
      description =
          "Resources to keep as these files say, also when they change; may be given several"
              + " times.")
  private List<String> files = List.of();

  List<String> paths() {
    return files;
  }

  /** One line for people, on standard error. */
  static void say(String sentence) {
    System.err.println("weft: " + sentence);
  }
}
