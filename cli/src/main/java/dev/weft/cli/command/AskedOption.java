package dev.weft.cli.command;

import dev.weft.cli.CommandFailure;
import dev.weft.cli.ExitCode;
import dev.weft.cli.api.ApiClient;
import dev.weft.routee.RegistryEndpoint;
import java.net.URI;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Whom to ask about calls: the registry, where the broker is in its process, or else the agent of
 * this host.
 */
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class AskedOption {
  private static final String API = "/apis/weft.dev/v1/";
  private static final String USUAL_AGENT = "http://127.0.0.1:7072";
  private static final int NO_BROKER_THERE = 501;

  @Mixin private RegistryOptions registry;

  @Option(
      names = "--agent",
      paramLabel = "URL",
      defaultValue = "${env:WEFT_AGENT:-}",
      description =
          "The agent whose broker is asked, by its admin port (environment: WEFT_AGENT; default:"
              + " the registry's own broker, or else http://127.0.0.1:7072).")
  private String agent = "";

  /**
   * @param path with its query, without what leads to it
   */
  Map<String, Object> get(String path) {
    if (!agent.isEmpty()) {
      return ofAgent(agent, path);
    }
    ApiClient.Answer answer = registry.client().get(API + path);
    return answer.status() == NO_BROKER_THERE ? ofAgent(USUAL_AGENT, path) : answer.orFail().body();
  }

  /** Hands on each line until the other side ends. */
  void follow(String path, Consumer<Map<String, Object>> line) {
    if (!agent.isEmpty()) {
      followAgent(agent, path, line);
      return;
    }
    ApiClient client = registry.client();
    if (client.get(API + "exchanges?limit=1").status() == NO_BROKER_THERE) {
      followAgent(USUAL_AGENT, path, line);
    } else {
      client.watch(API + path, "application/json", line);
    }
  }

  private static Map<String, Object> ofAgent(String address, String path) {
    try {
      return client(address).get("/" + path).orFail().body();
    } catch (CommandFailure e) {
      throw told(address, e);
    }
  }

  private static void followAgent(String address, String path, Consumer<Map<String, Object>> line) {
    try {
      client(address).watch("/" + path, "application/json", line);
    } catch (CommandFailure e) {
      throw told(address, e);
    }
  }

  private static CommandFailure told(String address, CommandFailure e) {
    return e.exitCode() == ExitCode.UNREACHABLE
        ? new CommandFailure(
            ExitCode.UNREACHABLE,
            "no agent answers at "
                + address
                + ": name the admin port of the one to ask with --agent or WEFT_AGENT")
        : e;
  }

  private static ApiClient client(String address) {
    @Nullable URI uri;
    try {
      uri = URI.create(address);
    } catch (IllegalArgumentException e) {
      uri = null;
    }
    if (uri == null || uri.getHost() == null || !"http".equals(uri.getScheme())) {
      throw new CommandFailure(
          ExitCode.USAGE, "--agent: \"" + address + "\" is not an address such as " + USUAL_AGENT);
    }
    return new ApiClient(RegistryEndpoint.of(uri, Map.of()));
  }
}
