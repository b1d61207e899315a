package dev.weft.cli.command;

import dev.weft.cli.CommandFailure;
import dev.weft.cli.ExitCode;
import java.net.URI;
import java.util.List;

/** An address that a person typed. */
final class WebAddress {
  private WebAddress() {}

  /**
   * With http or https.
   *
   * @param where the option or the variable, for the sentence
   * @param example of one that would do
   * @throws CommandFailure if it is none
   */
  static URI of(String where, String text, String example) {
    return of(where, text, example, List.of("http", "https"));
  }

  /**
   * With http alone.
   *
   * @throws CommandFailure if it is none
   */
  static URI plain(String where, String text, String example) {
    return of(where, text, example, List.of("http"));
  }

  private static URI of(String where, String text, String example, List<String> schemes) {
    try {
      URI uri = URI.create(text);
      if (uri.getHost() != null && schemes.contains(uri.getScheme())) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      // the sentence below says what is right; the parser's own would say less
    }
    throw new CommandFailure(
        ExitCode.USAGE, where + ": \"" + text + "\" is not an address such as " + example);
  }
}
