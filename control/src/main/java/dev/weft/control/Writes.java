package dev.weft.control;

import dev.weft.control.json.Json;
import dev.weft.model.mesh.RouteeId;
import dev.weft.model.resource.Metadata;
import dev.weft.model.resource.Resource;
import dev.weft.registry.Catalog;
import dev.weft.registry.CatalogException;
import dev.weft.registry.Leases;
import dev.weft.registry.Written;
import java.util.LinkedHashMap;
import java.util.Map;

/** Everything that changes the catalog. */
final class Writes {
  /** How often a patch is tried again when others write the same resource at the same time. */
  private static final int PATCH_ATTEMPTS = 8;

  private final Catalog catalog;
  private final Leases leases;
  private final OwnServices ownServices;

  Writes(Catalog catalog, Leases leases) {
    this.catalog = catalog;
    this.leases = leases;
    this.ownServices = new OwnServices(catalog);
  }

  void create(Call call, Target target) {
    refuseDryRun(call);
    if (target.name() != null) {
      throw Refusal.methodNotAllowed("POST goes to the collection; use PUT to create by name");
    }
    Resource sent = SentDocument.read(call, target);
    if (OwnServices.bind(call.caller())) {
      ownServices.requireOwn(call.caller(), sent);
    }
    call.sendJson(201, target.show(catalog.create(sent)));
  }

  void put(Call call, Target target) {
    refuseDryRun(call);
    target.requiredName();
    switch (target.subresource()) {
      case Target.LEASE -> renew(call, target);
      case Target.STATUS -> {
        Resource sent = SentDocument.read(call, target);
        call.sendJson(200, target.show(putStatus(sent, sent.metadata().resourceVersion())));
      }
      default -> {
        Written written = put(call, SentDocument.read(call, target));
        call.sendJson(written.created() ? 201 : 200, target.show(written.resource()));
      }
    }
  }

  private void renew(Call call, Target target) {
    if (OwnServices.bind(call.caller())) {
      ownServices.requireOwn(call.caller(), Reads.find(catalog, target));
    }
    var id = new RouteeId(target.requiredNamespace(), target.requiredName());
    if (!leases.renew(id)) {
      throw Reads.missing(target);
    }
    call.sendJson(200, success(Map.of()));
  }

  void patch(Call call, Target target) {
    refuseDryRun(call);
    target.requiredName();
    if (target.subresource().equals(Target.LEASE)) {
      throw Refusal.methodNotAllowed("a lease can only be renewed, with PUT");
    }
    Patch patch = Patch.of(call.contentType(), call.body());
    for (int attempt = 1; ; attempt++) {
      Resource current = Reads.find(catalog, target);
      Resource desired = SentDocument.fit(patch.applyTo(target.show(current)), target);
      try {
        call.sendJson(200, target.show(write(call, target, desired)));
        return;
      } catch (CatalogException.Conflict e) {
        boolean ours = desired.metadata().resourceVersion() == current.metadata().resourceVersion();
        if (!ours || attempt == PATCH_ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  private Resource write(Call call, Target target, Resource desired) {
    return target.subresource().equals(Target.STATUS)
        ? putStatus(desired, desired.metadata().resourceVersion())
        : put(call, desired).resource();
  }

  private Written put(Call call, Resource sent) {
    return OwnServices.bind(call.caller())
        ? ownServices.put(call.caller(), sent)
        : catalog.put(sent);
  }

  private Resource putStatus(Resource sent, long expectedVersion) {
    Metadata metadata = sent.metadata();
    return catalog.putStatus(
        sent.kind(), metadata.namespace(), metadata.name(), sent.status(), expectedVersion);
  }

  void delete(Call call, Target target) {
    refuseDryRun(call);
    if (target.name() == null || !target.subresource().isEmpty()) {
      throw Refusal.methodNotAllowed("DELETE must name one of the " + target.kind().plural());
    }
    byte[] body = call.body();
    var conditions = DeleteConditions.of(body.length == 0 ? Map.of() : Json.readObject(body));
    Resource current = Reads.find(catalog, target);
    long expected = conditions.expectedVersion(current);
    if (OwnServices.bind(call.caller())) {
      ownServices.requireOwn(call.caller(), current);
      expected = current.metadata().resourceVersion();
    }
    Resource deleted =
        catalog.delete(target.kind(), target.requiredNamespace(), target.requiredName(), expected);
    call.sendJson(
        200,
        success(
            Map.of(
                "name",
                deleted.metadata().name(),
                "group",
                target.kind().group(),
                "kind",
                target.kind().plural(),
                "uid",
                deleted.metadata().uid())));
  }

  /** Better refused than written for real. */
  private static void refuseDryRun(Call call) {
    call.query("dryRun")
        .filter(value -> !value.isEmpty())
        .ifPresent(value -> {
          throw Refusal.badField("dryRun", value, "served here: leave it out");
        });
  }

  static Map<String, Object> success(Map<String, Object> details) {
    var tree = new LinkedHashMap<String, Object>();
    tree.put("kind", "Status");
    tree.put("apiVersion", "v1");
    tree.put("metadata", Map.of());
    tree.put("status", "Success");
    if (!details.isEmpty()) {
      tree.put("details", details);
    }
    return tree;
  }
}
