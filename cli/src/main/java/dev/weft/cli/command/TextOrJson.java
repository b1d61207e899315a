package dev.weft.cli.command;

import picocli.CommandLine.Option;

/** Whether an answer is for people or for scripts. */
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class TextOrJson {
  enum Form {
    text,
    json
  }

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      defaultValue = "text",
      description = "One of ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private Form form;

  boolean json() {
    return form == Form.json;
  }
}
