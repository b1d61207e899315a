package dev.weft.cli.command;

import dev.weft.cli.CommandFailure;
import dev.weft.cli.ExitCode;
import dev.weft.cli.api.ApiClient;
import dev.weft.cli.api.Documents;
import dev.weft.cli.api.Listed;
import dev.weft.cli.api.Redaction;
import dev.weft.cli.api.TablePrinter;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code weft get}: the registry's resources as a table, JSON or YAML. */
@Command(
    name = "get",
    mixinStandardHelpOptions = true,
    description = "Shows resources.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  weft get routees               every routee of the default namespace with its verdict",
      "  weft get routees -A -o wide    of all namespaces, with the evidence",
      "  weft get routees -w            and what changes, until Ctrl-C",
      "  weft get service orders -o yaml",
      "  weft get alerts -A             what needs a person now",
      "  weft get events -A -w          what happened, and goes on"
    })
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class GetCommand implements Callable<Integer> {
  enum Output {
    table,
    wide,
    json,
    yaml,
    name
  }

  @Mixin private RegistryOptions registry;

  @Parameters(
      index = "0",
      paramLabel = "KIND",
      description = "routees, services, servicepolicies …")
  private String kindWord;

  @Parameters(index = "1", arity = "0..1", paramLabel = "NAME", description = "Only this one.")
  private @Nullable String name;

  @Mixin private NamespaceOption namespace;

  @Option(
      names = {"-A", "--all-namespaces"},
      description = "All namespaces.")
  private boolean allNamespaces;

  @Option(
      names = {"-l", "--selector"},
      paramLabel = "LABELS",
      description = "Only those with these labels, such as version=v1.")
  private @Nullable String selector;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      defaultValue = "table",
      description = "One of ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private Output output;

  @Option(
      names = {"-w", "--watch"},
      description = "Goes on with every change until Ctrl-C.")
  private boolean watch;

  @Option(
      names = "--show-secrets",
      description = "With -o json or yaml: the values of secrets too, not only their sizes.")
  private boolean showSecrets;

  @Override
  public Integer call() {
    ApiClient client = registry.client();
    Listed kind = KindWord.parseListed(kindWord);
    boolean everywhere = allNamespaces && kind.namespaced();
    String path = kind.path(everywhere ? null : namespace.name(), name);
    if (name != null && everywhere) {
      throw new CommandFailure(
          ExitCode.USAGE, "a name is within one namespace: give -n NS instead of -A");
    }
    boolean rows = output == Output.table || output == Output.wide;
    Map<String, Object> found =
        client.get(path + query(""), rows ? ApiClient.TABLE : "application/json").orFail().body();
    var printer = new TablePrinter(System.out, output == Output.wide, everywhere);
    print(kind, found, printer, everywhere);
    if (watch) {
      follow(client, kind, found, printer, everywhere);
    }
    return ExitCode.OK;
  }

  private void print(
      Listed kind, Map<String, Object> found, TablePrinter printer, boolean everywhere) {
    switch (output) {
      case json ->
          System.out.println(Documents.json(Redaction.of(kind.kind(), found, showSecrets)));
      case yaml -> System.out.print(Documents.yaml(Redaction.of(kind.kind(), found, showSecrets)));
      case name -> Documents.names(kind.singular(), found).forEach(System.out::println);
      case table, wide -> {
        if (found.get("rows") instanceof java.util.List<?> list && list.isEmpty() && !watch) {
          String where = everywhere ? "any namespace" : "namespace " + namespace.name();
          System.err.println(
              "No " + kind.plural() + (kind.namespaced() ? " in " + where : "") + ".");
        } else {
          printer.print(found);
        }
      }
    }
  }

  private void follow(
      ApiClient client,
      Listed kind,
      Map<String, Object> found,
      TablePrinter printer,
      boolean everywhere) {
    String list = kind.path(everywhere ? null : namespace.name(), null);
    String only = name == null ? "" : "&fieldSelector=metadata.name%3D" + ApiClient.encode(name);
    String from = Documents.resourceVersion(found);
    boolean rows = output == Output.table || output == Output.wide;
    client.watch(
        list + query("watch=1&resourceVersion=" + from + only),
        rows ? ApiClient.TABLE : "application/json",
        event -> {
          Map<String, Object> object = Documents.object(event);
          if ("ERROR".equals(event.get("type"))) {
            throw new CommandFailure(
                ExitCode.FAILED, "the registry ended the watch: " + object.get("message"));
          }
          print(kind, object, printer, everywhere);
        });
  }

  private String query(String first) {
    String labels = selector == null ? "" : "labelSelector=" + ApiClient.encode(selector);
    String joined = first + (first.isEmpty() || labels.isEmpty() ? "" : "&") + labels;
    return joined.isEmpty() ? "" : "?" + joined;
  }
}
