package dev.weft.cli.command;

import dev.weft.cli.ExitCode;
import dev.weft.cli.api.ApiClient;
import dev.weft.cli.api.Documents;
import dev.weft.cli.manifest.Manifest;
import dev.weft.model.resource.Resource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code weft apply}: makes the registry hold what the files say. */
@Command(
    name = "apply",
    mixinStandardHelpOptions = true,
    description = "Creates or replaces the resources of files.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  weft apply -f shop.yaml",
      "  weft apply -f mesh/          every .yaml, .yml and .json file of a folder",
      "  generate | weft apply -f -   from standard input"
    })
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class ApplyCommand implements Callable<Integer> {
  @Mixin private RegistryOptions registry;

  @Option(
      names = {"-f", "--filename"},
      paramLabel = "FILE|DIR|-",
      required = true,
      description = "What to apply; may be given several times.")
  private List<String> files;

  @Override
  public Integer call() {
    // All files are read before anything is sent: a broken one changes nothing.
    var resources = new ArrayList<Resource>();
    files.forEach(file -> resources.addAll(Manifest.read(file)));
    ApiClient client = registry.client();
    resources.forEach(resource -> apply(client, resource));
    return ExitCode.OK;
  }

  private static void apply(ApiClient client, Resource resource) {
    String path =
        ApiClient.path(
            resource.kind(), resource.metadata().namespace(), resource.metadata().name());
    ApiClient.Answer before = client.get(path);
    ApiClient.Answer after = client.put(path, resource.toTree()).orFail();
    String done =
        after.status() == 201 || !before.ok()
            ? "created"
            : Documents.resourceVersion(before.body())
                    .equals(Documents.resourceVersion(after.body()))
                ? "unchanged"
                : "configured";
    System.out.println(resource.kind().singular() + "/" + resource.metadata().name() + " " + done);
  }
}
