package dev.weft.cli.command;

import dev.weft.cli.CommandFailure;
import dev.weft.cli.ExitCode;
import dev.weft.cli.api.Listed;
import dev.weft.model.resource.Kind;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The kind that a person typed. */
final class KindWord {
  private KindWord() {}

  /**
   * Of resources alone.
   *
   * @throws CommandFailure listing the kinds that there are
   */
  static Kind parse(String word) {
    return Kind.ofWord(word)
        .orElseThrow(() -> unknown(word, Arrays.stream(Kind.values()).map(Kind::plural)));
  }

  /**
   * With what the mesh tells of itself: events and alerts.
   *
   * @throws CommandFailure listing what there is
   */
  static Listed parseListed(String word) {
    return Listed.ofWord(word).orElseThrow(() -> unknown(word, Listed.plurals()));
  }

  private static CommandFailure unknown(String word, Stream<String> plurals) {
    return new CommandFailure(
        ExitCode.USAGE,
        "there is no kind \""
            + word
            + "\"; there are "
            + plurals.collect(Collectors.joining(", ")));
  }
}
