package dev.weft.control;

import dev.weft.control.json.Json;
import dev.weft.model.mesh.RouteeId;
import dev.weft.model.resource.Kind;
import dev.weft.model.resource.Metadata;
import dev.weft.model.resource.Resource;
import dev.weft.registry.Catalog;
import dev.weft.registry.CatalogException;
import dev.weft.registry.Document;
import dev.weft.registry.Leases;
import dev.weft.registry.Written;
import java.util.LinkedHashMap;
import java.util.Map;

/** Everything that changes the catalog. */
final class Writes {
  /** How often a patch is tried again when others write the same resource at the same time. */
  private static final int PATCH_ATTEMPTS = 8;

  private static final System.Logger LOG = System.getLogger(Writes.class.getName());

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
        Written written = put(call, target, SentDocument.read(call, target));
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
        : put(call, target, desired).resource();
  }

  private Written put(Call call, Target target, Resource sent) {
    try {
      return OwnServices.bind(call.caller())
          ? ownServices.put(call.caller(), sent)
          : catalog.put(sent);
    } catch (CatalogException.Conflict e) {
      Metadata metadata = sent.metadata();
      if (catalog.document(sent.kind(), metadata.namespace(), metadata.name()).isEmpty()) {
        // Who names a version has seen the resource: it was deleted since.
        throw Reads.missing(target);
      }
      throw e;
    }
  }

  private Resource putStatus(Resource sent, long expectedVersion) {
    Metadata metadata = sent.metadata();
    return catalog.putStatus(
        sent.kind(), metadata.namespace(), metadata.name(), sent.status(), expectedVersion);
  }

  void delete(Call call, Target target) {
    refuseDryRun(call);
    if (!target.subresource().isEmpty()) {
      throw Refusal.methodNotAllowed(
          "DELETE goes to the resource, not to its " + target.subresource());
    }
    SentDocument.requireJson(call.contentType());
    byte[] body = call.body();
    var conditions = DeleteConditions.of(body.length == 0 ? Map.of() : Json.readObject(body));
    if (!conditions.propagation().isEmpty() && !conditions.propagation().equals("Background")) {
      call.addHeader(
          "Warning", "299 - \"propagationPolicy is ignored: nothing here is owned by another\"");
    }
    if (target.name() == null) {
      deleteAll(call, target);
      return;
    }
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

  /** Those that the selectors choose, one by one: what others write meanwhile is left alone. */
  private void deleteAll(Call call, Target target) {
    if (target.kind() == Kind.NAMESPACE) {
      throw Refusal.methodNotAllowed("namespaces are deleted one by one, each by its name");
    }
    var query = ListQuery.of(call);
    for (Document document : catalog.list(target.kind(), target.requiredNamespace()).documents()) {
      if (query.fields().matches(document) && query.labels().matches(document)) {
        deleteIfThere(document);
      }
    }
    call.sendJson(
        200, success(Map.of("group", target.kind().group(), "kind", target.kind().plural())));
  }

  private void deleteIfThere(Document document) {
    try {
      catalog.delete(document.kind(), document.namespace(), document.name(), document.revision());
    } catch (CatalogException.NotFound | CatalogException.Conflict e) {
      LOG.log(System.Logger.Level.DEBUG, "{0} was changed meanwhile, and stays", document);
    }
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
