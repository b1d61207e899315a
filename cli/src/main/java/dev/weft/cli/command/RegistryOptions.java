package dev.weft.cli.command;

import dev.weft.cli.CommandFailure;
import dev.weft.cli.ExitCode;
import dev.weft.cli.api.ApiClient;
import dev.weft.routee.RegistryEndpoint;
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
  RegistryEndpoint endpoint() {
    return endpoint("--api", api);
  }

  ApiClient client() {
    return new ApiClient(endpoint());
  }

  /**
   * The registry of an option, with the token and the authority of the environment.
   *
   * @throws CommandFailure if the address, the token or the file is none
   */
  static RegistryEndpoint endpoint(String option, String text) {
    URI uri = WebAddress.of(option, text, "http://127.0.0.1:7070");
    try {
      return RegistryEndpoint.of(uri, System.getenv());
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(ExitCode.USAGE, e.getMessage());
    }
  }
}
