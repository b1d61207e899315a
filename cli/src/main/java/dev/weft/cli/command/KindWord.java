package dev.weft.cli.command;

import dev.weft.cli.CommandFailure;
import dev.weft.cli.ExitCode;
import dev.weft.model.resource.Kind;
import java.util.Arrays;
import java.util.stream.Collectors;

/** The kind that a person typed. */
final class KindWord {
  private KindWord() {}

  /**
   * @throws CommandFailure listing the kinds that there are
   */
  static Kind parse(String word) {
    return Kind.ofWord(word)
        .orElseThrow(() ->
            new CommandFailure(
                ExitCode.USAGE,
                "there is no kind \""
                    + word
                    + "\"; there are "
                    + Arrays.stream(Kind.values())
                        .map(Kind::plural)
                        .collect(Collectors.joining(", "))));
  }
}
