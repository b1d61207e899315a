package dev.weft.cli.command;

import dev.weft.cli.CommandFailure;
import dev.weft.cli.ExitCode;
import dev.weft.cli.api.ApiClient;
import dev.weft.cli.manifest.Manifest;
import dev.weft.model.resource.Kind;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code weft delete}: takes resources out of the registry. */
@Command(
    name = "delete",
    mixinStandardHelpOptions = true,
    description = "Deletes a resource, or those of files.",
    footerHeading = "%nExamples:%n",
    footer = {"  weft delete routee orders-1", "  weft delete -f shop.yaml"})
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class DeleteCommand implements Callable<Integer> {
  private static final int NOT_FOUND = 404;

  @Mixin private RegistryOptions registry;

  @Parameters(index = "0", arity = "0..1", paramLabel = "KIND", description = "Such as routee.")
  private @Nullable String kindWord;

  @Parameters(index = "1", arity = "0..1", paramLabel = "NAME", description = "Which one.")
  private @Nullable String name;

  @Mixin private NamespaceOption namespace;

  @Option(
      names = {"-f", "--filename"},
      paramLabel = "FILE|DIR|-",
      description = "Deletes what stands in these files.")
  private List<String> files = List.of();

  @Option(names = "--ignore-not-found", description = "What is not there is no error.")
  private boolean ignoreNotFound;

  @Override
  public Integer call() {
    ApiClient client = registry.client();
    if (kindWord != null && name != null && files.isEmpty()) {
      delete(client, KindWord.parse(kindWord), namespace.name(), name);
    } else if (kindWord == null && !files.isEmpty()) {
      for (String file : files) {
        Manifest.read(file)
            .forEach(resource ->
                delete(
                    client,
                    resource.kind(),
                    resource.metadata().namespace(),
                    resource.metadata().name()));
      }
    } else {
      throw new CommandFailure(
          ExitCode.USAGE, "give either KIND and NAME, or files with -f. See 'weft delete --help'.");
    }
    return ExitCode.OK;
  }

  private void delete(ApiClient client, Kind kind, String inNamespace, String which) {
    ApiClient.Answer answer = client.delete(ApiClient.path(kind, inNamespace, which));
    if (answer.status() == NOT_FOUND && ignoreNotFound) {
      return;
    }
    answer.orFail();
    System.out.println(kind.singular() + "/" + which + " deleted");
  }
}
