package dev.weft.cli.command;

import dev.weft.cli.ExitCode;
import dev.weft.cli.api.ApiClient;
import dev.weft.cli.api.Columns;
import dev.weft.cli.api.Listed;
import dev.weft.cli.api.Redaction;
import dev.weft.cli.route.RouteDescription;
import dev.weft.model.resource.Kind;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code weft describe}: everything about one resource, for reading. */
@Command(
    name = "describe",
    mixinStandardHelpOptions = true,
    description = "Shows everything about one resource.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  weft describe routee orders-1",
      "  weft describe service orders -n shop",
      "  weft describe httproute web   what it is attached to, what was refused and why, its rules"
    })
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class DescribeCommand implements Callable<Integer> {
  @Mixin private RegistryOptions registry;

  @Parameters(index = "0", paramLabel = "KIND", description = "Such as routee.")
  private String kindWord;

  @Parameters(index = "1", paramLabel = "NAME", description = "Which one.")
  private String name;

  @Mixin private NamespaceOption namespace;

  @Override
  public Integer call() {
    Listed kind = KindWord.parseListed(kindWord);
    Map<String, Object> document =
        registry.client().get(kind.path(namespace.name(), name)).orFail().body();
    if (kind.kind() == Kind.HTTP_ROUTE || kind.kind() == Kind.GRPC_ROUTE) {
      describeRoute(kind, document);
      return ExitCode.OK;
    }
    describe(Redaction.of(kind.kind(), document, false), 0);
    if (kind.kind() == Kind.ROUTEE) {
      describeAtWork(kind.path(namespace.name(), name));
    }
    return ExitCode.OK;
  }

  private void describeAtWork(String path) {
    ApiClient client = registry.client();
    String events =
        KindWord.parseListed("events").path(namespace.name(), null)
            + "?limit=10&fieldSelector=routee%3D"
            + ApiClient.encode(name);
    Map<String, Object> observed = client.get(path + "/observed").orFail().body();
    Object items = client.get(events).orFail().body().get("items");
    RouteeDescription.lines(observed, items instanceof List<?> list ? list : List.of())
        .forEach(line -> System.out.println(Columns.printable(line)));
  }

  private void describeRoute(Listed kind, Map<String, Object> document) {
    var list = registry.client().get(kind.path(null, null)); // not everyone may see them all
    List<?> all = list.body().get("items") instanceof List<?> items ? items : List.of(document);
    RouteDescription.of(document, all).forEach(line -> System.out.println(Columns.printable(line)));
  }

  private static void describe(Map<?, ?> object, int depth) {
    for (var entry : object.entrySet()) {
      String title = "  ".repeat(depth) + title(String.valueOf(entry.getKey())) + ":";
      switch (entry.getValue()) {
        case Map<?, ?> map -> {
          System.out.println(title);
          describe(map, depth + 1);
        }
        case List<?> list -> {
          System.out.println(title);
          describe(list, depth + 1);
        }
        case null -> System.out.println(title + " <none>");
        case Object value -> System.out.println(title + " " + Columns.printable(value));
      }
    }
  }

  private static void describe(List<?> list, int depth) {
    for (Object element : list) {
      if (element instanceof Map<?, ?> map) {
        System.out.println("  ".repeat(depth) + "-");
        describe(map, depth + 1);
      } else {
        System.out.println("  ".repeat(depth) + "- " + Columns.printable(element));
      }
    }
  }

  /** {@code resourceVersion} reads better as {@code Resource Version}. */
  private static String title(String field) {
    String spaced = field.replaceAll("([a-z])([A-Z])", "$1 $2");
    String first =
        spaced.isEmpty() ? "" : spaced.substring(0, 1).toUpperCase(java.util.Locale.ROOT);
    return Columns.printable(spaced.isEmpty() ? spaced : first + spaced.substring(1));
  }
}
