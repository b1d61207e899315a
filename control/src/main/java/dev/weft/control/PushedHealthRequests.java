package dev.weft.control;

import dev.weft.control.json.Json;
import dev.weft.model.mesh.RouteeId;
import dev.weft.model.mesh.Verdict;
import dev.weft.model.resource.Fields;
import dev.weft.model.resource.Kind;
import dev.weft.registry.Catalog;
import dev.weft.registry.PushedHealth;
import java.util.Map;

/**
 * {@code PUT …/routees/NAME/health}: what a routee says of itself. A token that is bound to
 * services speaks for theirs alone.
 */
final class PushedHealthRequests {
  private final PushedHealth health;
  private final Catalog catalog;

  PushedHealthRequests(PushedHealth health, Catalog catalog) {
    this.health = health;
    this.catalog = catalog;
  }

  void answer(Call call, RouteeId id) {
    if (!call.method().equals("PUT")) {
      throw Refusal.methodNotAllowed("health of a routee can only be reported, with PUT");
    }
    if (OwnServices.bind(call.caller())) {
      catalog
          .get(Kind.ROUTEE, id.namespace(), id.name())
          .ifPresent(routee -> OwnServices.requireOwn(call.caller(), routee));
    }
    var body = new Fields(Json.readObject(call.body()));
    Verdict.State state = body.choice("status", Verdict.State.UNKNOWN, Verdict.State.class);
    if (state == Verdict.State.UNKNOWN) {
      body.refuse("status", body.value("status"), "passing, degraded or failing");
    }
    String note = body.text("note", "");
    body.refuseUnknown();
    body.throwIfAny("What a routee says of itself");
    health.put(id, state, note);
    call.sendJson(200, Writes.success(Map.of("name", id.name(), "kind", "routees")));
  }
}
