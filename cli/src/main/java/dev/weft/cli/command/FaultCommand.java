package dev.weft.cli.command;

import dev.weft.cli.CommandFailure;
import dev.weft.cli.ExitCode;
import dev.weft.cli.api.ApiClient;
import dev.weft.cli.api.Listing;
import dev.weft.cli.route.FaultChange;
import dev.weft.model.resource.Kind;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code weft fault}: has brokers make faults, to see what callers do about them. */
@Command(
    name = "fault",
    mixinStandardHelpOptions = true,
    description = {
      "Has brokers delay or abort a share of a service's calls, on purpose.",
      "It changes the ServicePolicy that holds for the service, or makes one, and says how to undo"
          + " it."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  weft fault orders --delay 200ms --percent 5",
      "  weft fault orders --abort 503 --percent 1",
      "  weft fault orders --off"
    })
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class FaultCommand implements Callable<Integer> {
  @Mixin private RegistryOptions registry;
  @Mixin private NamespaceOption namespace;

  @Parameters(index = "0", paramLabel = "SERVICE", description = "Whose calls.")
  private String service;

  @Option(
      names = "--delay",
      paramLabel = "TIME",
      description = "Calls wait so long before they are sent on, such as 200ms; 1m at most.")
  private @Nullable String delay;

  @Option(
      names = "--abort",
      paramLabel = "STATUS",
      description = "Calls are answered with this status, 400 to 599, and not sent on.")
  private @Nullable Integer abort;

  @Option(
      names = "--percent",
      paramLabel = "N",
      defaultValue = "100",
      description = "Of how many calls, 1 to 100 (default: ${DEFAULT-VALUE}).")
  private int percent;

  @Option(names = "--off", description = "No more faults.")
  private boolean off;

  @Override
  public Integer call() {
    if (off == (delay != null || abort != null)) {
      throw new CommandFailure(
          ExitCode.USAGE, "say --delay TIME or --abort STATUS, or both, or else --off");
    }
    if (percent < 1 || percent > 100) {
      throw new CommandFailure(ExitCode.USAGE, "--percent: " + percent + " is not from 1 to 100");
    }
    ApiClient client = registry.client();
    String where = namespace.name();
    client.get(ApiClient.path(Kind.SERVICE, where, service)).orFail();
    List<Map<String, Object>> policies = Listing.of(client, Kind.SERVICE_POLICY, where);
    FaultChange change =
        off
            ? FaultChange.off(policies, service)
            : FaultChange.on(policies, where, service, delay, abort, percent);
    String path = ApiClient.path(Kind.SERVICE_POLICY, where, change.name());
    if (change.document().isEmpty()) {
      System.out.println("no policy of " + service + " asks for faults: nothing was changed");
    } else if (change.deletes()) {
      client.delete(path).orFail();
      System.out.println(
          "deleted ServicePolicy " + where + "/" + change.name() + ", which held only the faults");
    } else {
      client.put(path, change.document()).orFail();
      System.out.println(
          (change.isNew() ? "made" : "changed") + " ServicePolicy " + where + "/" + change.name());
      System.out.println("  fault: " + change.words());
    }
    if (!off) {
      System.out.println("  undo: weft fault " + service + " --off -n " + where);
    }
    return ExitCode.OK;
  }
}
