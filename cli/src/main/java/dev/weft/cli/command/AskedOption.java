package dev.weft.cli.command;

import dev.weft.cli.CommandFailure;
import dev.weft.cli.ExitCode;
import dev.weft.cli.api.ApiClient;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import picocli.CommandLine.Mixin;

/**
 * Whom to ask about calls: the registry, where the broker is in its process, or else the agent of
 * this host.
 */
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class AskedOption {
  private static final String API = "/apis/weft.dev/v1/";
  private static final int NO_BROKER_THERE = 501;

  @Mixin private RegistryOptions registry;

  @Mixin private AgentOption agent;

  /**
   * @param path with its query, without what leads to it
   */
  Map<String, Object> get(String path) {
    if (!agent.named()) {
      ApiClient.Answer answer = registry.client().get(API + path);
      if (answer.status() != NO_BROKER_THERE) {
        return answer.orFail().body();
      }
    }
    return ofAgent(client -> client.get("/" + path).orFail().body());
  }

  /** Hands on each line until the other side ends. */
  void follow(String path, Consumer<Map<String, Object>> line) {
    if (!agent.named()) {
      ApiClient client = registry.client();
      if (client.get(API + "exchanges?limit=1").status() != NO_BROKER_THERE) {
        client.watch(API + path, "application/json", line);
        return;
      }
    }
    ofAgent(client -> {
      client.watch("/" + path, "application/json", line);
      return Map.of();
    });
  }

  private Map<String, Object> ofAgent(Function<ApiClient, Map<String, Object>> question) {
    try {
      return question.apply(agent.client());
    } catch (CommandFailure e) {
      throw e.exitCode() == ExitCode.UNREACHABLE
          ? new CommandFailure(
              ExitCode.UNREACHABLE,
              "no agent answers at "
                  + agent.address()
                  + ": name the admin port of the one to ask with --agent or WEFT_AGENT")
          : e;
    }
  }
}
