package dev.weft.registry.status;

import dev.weft.model.gateway.Tree;
import dev.weft.model.resource.Resource;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** The status of a GatewayClass of ours. */
final class ClassStatus {
  private ClassStatus() {}

  static Map<String, Object> of(Resource gatewayClass, Instant now) {
    boolean parameters = Tree.of(gatewayClass.spec()).has("parametersRef");
    return Said.put(
        gatewayClass.status(),
        List.of(
            parameters
                ? Said.no(
                    Said.ACCEPTED,
                    "InvalidParameters",
                    "Weft knows no parameters for gateways: leave parametersRef out")
                : Said.accepted("its gateways are Weft's")),
        gatewayClass.metadata().generation(),
        now);
  }
}
