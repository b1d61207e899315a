package dev.weft.cli.command;

import dev.weft.cli.CommandFailure;
import dev.weft.cli.ExitCode;
import dev.weft.cli.api.ApiClient;
import java.net.URI;
import picocli.CommandLine.Option;

/** Which registry a command speaks to. */
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class RegistryOptions {
  @Option(
      names = "--api",
      paramLabel = "URL",
      defaultValue = "${env:WEFT_API:-http://127.0.0.1:7070}",
      description = "The registry (environment: WEFT_API; default http://127.0.0.1:7070).")
  private String api;

  /**
   * @throws CommandFailure if the address is none
   */
  URI uri() {
    return httpUri("--api", api);
  }

  ApiClient client() {
    return new ApiClient(uri());
  }

  static URI httpUri(String option, String text) {
    try {
      URI uri = URI.create(text);
      if ("http".equals(uri.getScheme()) && uri.getHost() != null) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      // the sentence below says what is right; the parser's own would say less
    }
    throw new CommandFailure(
        ExitCode.USAGE,
        option + ": \"" + text + "\" is not an address such as http://127.0.0.1:7070");
  }
}
