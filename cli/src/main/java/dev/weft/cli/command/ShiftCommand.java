package dev.weft.cli.command;

import dev.weft.cli.ExitCode;
import dev.weft.cli.api.ApiClient;
import dev.weft.cli.api.Listing;
import dev.weft.cli.api.Tree;
import dev.weft.cli.route.Shift;
import dev.weft.model.resource.Kind;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code weft shift}: gives a share of a service's calls to another version of it. */
@Command(
    name = "shift",
    mixinStandardHelpOptions = true,
    description = {
      "Gives shares of a service's calls to other services, and the rest to those that had it.",
      "v2=10%% is the service SERVICE-v2, or one that is called v2. It changes the HTTPRoute of the"
          + " service that has them as backends, or makes one."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  weft run --service orders-v2 -- ./orders   the new version, beside orders",
      "  weft shift orders v2=10%%                   a tenth of the calls",
      "  weft shift orders v2=100%%                  all of them",
      "  weft shift orders v2=0%%                    none again"
    })
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class ShiftCommand implements Callable<Integer> {
  @Mixin private RegistryOptions registry;
  @Mixin private NamespaceOption namespace;

  @Parameters(index = "0", paramLabel = "SERVICE", description = "Whose calls.")
  private String service;

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "VERSION=SHARE",
      description = "Such as v2=10%%.")
  private List<String> words;

  @Override
  public Integer call() {
    Map<String, BigDecimal> shares = Shift.parse(words);
    ApiClient client = registry.client();
    String where = namespace.name();
    Map<String, Object> document =
        client.get(ApiClient.path(Kind.SERVICE, where, service)).orFail().body();
    List<String> services =
        Listing.of(client, Kind.SERVICE, where).stream().map(ShiftCommand::nameOf).toList();
    Shift.Change change =
        Shift.of(document, services, Listing.of(client, Kind.HTTP_ROUTE, where), shares);
    String name = nameOf(change.route());
    client.put(ApiClient.path(Kind.HTTP_ROUTE, where, name), change.route()).orFail();
    System.out.println(
        (change.isNew() ? "made HTTPRoute " : "changed HTTPRoute ") + where + "/" + name);
    System.out.println("  " + service + " goes to " + change.after());
    if (change.isNew()) {
      System.out.println("  undo: weft delete httproute " + name + " -n " + where);
    } else {
      System.out.println("  before: " + change.before());
    }
    return ExitCode.OK;
  }

  private static String nameOf(Map<String, Object> document) {
    return Tree.of(document).tree("metadata").text("name");
  }
}
