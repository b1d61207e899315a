package dev.weft.cli.command;

import dev.weft.cli.api.ApiClient;
import dev.weft.model.resource.Kind;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Which routee is taken out of service or brought back. */
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class OutOfService {
  @Mixin private RegistryOptions registry;
  @Mixin private NamespaceOption namespace;

  @Parameters(index = "0", paramLabel = "ROUTEE", description = "The routee's name.")
  private String routee;

  String routee() {
    return "routee/" + routee;
  }

  /**
   * Takes it out.
   *
   * @param mode {@code Cordon} or {@code Drain}
   */
  void begin(String mode, String reason) {
    var tree = new LinkedHashMap<String, Object>();
    tree.put("mode", mode);
    tree.put("reason", reason);
    registry.client().put(path(), tree).orFail();
  }

  /** Brings it back. */
  void end() {
    registry.client().delete(path()).orFail();
  }

  /** What the registry says of it: mode, reason, since, inFlight. */
  Map<String, Object> state() {
    return registry.client().get(path()).orFail().body();
  }

  private String path() {
    return ApiClient.path(Kind.ROUTEE, namespace.name(), routee) + "/outofservice";
  }
}
