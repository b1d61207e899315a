package dev.weft.cli.command;

import dev.weft.cli.CommandFailure;
import dev.weft.cli.ExitCode;
import dev.weft.cli.api.ApiClient;
import dev.weft.cli.api.Documents;
import dev.weft.cli.top.Figure;
import dev.weft.cli.top.Scope;
import dev.weft.cli.top.Top;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code weft top}: who calls whom, how often, how well, how fast, live. */
@Command(
    name = "top",
    mixinStandardHelpOptions = true,
    description = {
      "Shows how calls go, live: calls a second, the share that succeeded, how long they took.",
      "Keys: v services, r routees, p pairs, e edges; c s 5 9 l i t sort; q ends."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  weft top                       each service, the busiest first, until q",
      "  weft top pairs                 who calls whom",
      "  weft top routees --service orders --sort p99   which routee of orders is slow",
      "  weft top edges --caller web    where the calls of web go",
      "  weft top --once                one table; -o json for scripts"
    })
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class TopCommand implements Callable<Integer> {
  enum Output {
    table,
    json
  }

  @Mixin private RegistryOptions registry;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "WHAT",
      defaultValue = "services",
      description = "One of ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private Scope scope;

  @Option(
      names = {"-n", "--namespace"},
      paramLabel = "NS",
      description = "Only services of this namespace (default: all).")
  private @Nullable String namespace;

  @Option(names = "--service", paramLabel = "NAME", description = "Only calls to this service.")
  private @Nullable String service;

  @Option(names = "--caller", paramLabel = "NAME", description = "Only calls from this caller.")
  private @Nullable String caller;

  @Option(
      names = "--sort",
      paramLabel = "COLUMN",
      defaultValue = "rate",
      description = "One of ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private Figure sort;

  @Option(
      names = "--window",
      paramLabel = "TIME",
      defaultValue = "10s",
      description = "Over how long: 1s to 60s (default: ${DEFAULT-VALUE}).")
  private String window;

  @Option(
      names = "--every",
      paramLabel = "SECONDS",
      defaultValue = "1",
      description = "How long between tables (default: ${DEFAULT-VALUE}).")
  private int everySeconds;

  @Option(names = "--once", description = "One table, then ends.")
  private boolean once;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      defaultValue = "table",
      description = "${COMPLETION-CANDIDATES}; json shows one table and ends.")
  private Output output;

  @Override
  public Integer call() throws InterruptedException {
    if (everySeconds < 1 || everySeconds > 3_600) {
      throw new CommandFailure(ExitCode.USAGE, "--every is " + everySeconds + ": 1 to 3600");
    }
    ApiClient client = registry.client();
    String path =
        "/apis/weft.dev/v1/"
            + (namespace == null ? "" : "namespaces/" + ApiClient.encode(namespace) + "/")
            + "signals?window="
            + ApiClient.encode(window)
            + only("service", service)
            + only("caller", caller);
    if (output == Output.json) {
      System.out.println(Documents.json(client.get(path).orFail().body()));
      return ExitCode.OK;
    }
    Duration every = Duration.ofSeconds(everySeconds);
    new Top(client, path, scope, sort, every, once ? 1 : 0, System.getenv()).run(System.out);
    return ExitCode.OK;
  }

  private static String only(String name, @Nullable String value) {
    return value == null ? "" : "&" + name + "=" + ApiClient.encode(value);
  }
}
