package dev.weft.control;

import dev.weft.control.json.Json;
import dev.weft.model.mesh.RouteeId;
import dev.weft.model.resource.Fields;
import dev.weft.registry.OutOfService;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * {@code …/routees/NAME/outofservice}: PUT takes a routee out of service, DELETE brings it back,
 * GET tells how it stands.
 */
final class OutOfServiceRequests {
  private final OutOfService outOfService;

  OutOfServiceRequests(OutOfService outOfService) {
    this.outOfService = outOfService;
  }

  void answer(Call call, RouteeId id) {
    switch (call.method()) {
      case "GET" ->
          call.sendJson(
              200,
              outOfService
                  .get(id)
                  .map(OutOfServiceRequests::tree)
                  .orElseThrow(() -> Refusal.notFound("routee " + id + " is in service")));
      case "PUT" -> call.sendJson(200, put(call, id));
      case "DELETE" -> {
        outOfService.remove(id); // one that is in service already is where it should be
        call.sendJson(200, Writes.success(Map.of("name", id.name(), "kind", "routees")));
      }
      default -> throw Refusal.methodNotAllowed(call.method() + " is not one of GET, PUT, DELETE");
    }
  }

  private Map<String, Object> put(Call call, RouteeId id) {
    var body = new Fields(Json.readObject(call.body()));
    if (!body.has("mode")) {
      body.refuse("mode", null, "Cordon or Drain");
    }
    OutOfService.Mode mode = body.choice("mode", OutOfService.Mode.CORDON, OutOfService.Mode.class);
    String reason = body.text("reason", "");
    body.refuseUnknown();
    body.throwIfAny("The routee's state of service");
    return tree(outOfService.put(id, mode, reason));
  }

  private static Map<String, Object> tree(OutOfService.State state) {
    var tree = new LinkedHashMap<String, Object>();
    tree.put("namespace", state.id().namespace());
    tree.put("name", state.id().name());
    tree.put("mode", state.mode().toString());
    tree.put("reason", state.reason());
    tree.put("since", state.since().toString());
    tree.put("inFlight", state.inFlight());
    tree.put("brokersPending", state.brokersPending());
    return tree;
  }
}
