package dev.weft.cli.command;

import dev.weft.cli.api.ApiClient;
import dev.weft.routee.RegistryEndpoint;
import java.util.Map;
import picocli.CommandLine.Option;

/** Which agent a command asks. */
final class AgentOption {
  @Option(
      names = "--agent",
      paramLabel = "URL",
      defaultValue = "${env:WEFT_AGENT:-}",
      description =
          "The agent to ask, by its admin port (environment: WEFT_AGENT; default: this machine's,"
              + " http://127.0.0.1:7072; about calls the registry's own broker, where it has one).")
  private String agent = "";

  /** Whether somebody said which. */
  boolean named() {
    return !agent.isEmpty();
  }

  /** The admin port of the agent, or of that of this machine. */
  String address() {
    return named()
        ? agent
        : "http://127.0.0.1:" + System.getenv().getOrDefault("WEFT_ADMIN_PORT", "7072");
  }

  /**
   * @throws dev.weft.cli.CommandFailure if the address is none
   */
  ApiClient client() {
    return new ApiClient(
        RegistryEndpoint.of(
            WebAddress.plain("--agent", address(), "http://127.0.0.1:7072"), Map.of()));
  }
}
