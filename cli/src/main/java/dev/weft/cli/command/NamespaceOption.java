package dev.weft.cli.command;

import dev.weft.model.mesh.ServiceName;
import picocli.CommandLine.Option;

/** In which namespace a command looks. */
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class NamespaceOption {
  @Option(
      names = {"-n", "--namespace"},
      paramLabel = "NS",
      defaultValue = ServiceName.DEFAULT_NAMESPACE,
      description = "The namespace (default: ${DEFAULT-VALUE}).")
  private String namespace;

  String name() {
    return namespace;
  }
}
