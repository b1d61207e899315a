package dev.weft.control;

import dev.weft.control.json.Json;
import dev.weft.model.mesh.RouteeId;
import dev.weft.model.resource.Fields;
import dev.weft.model.resource.Kind;
import dev.weft.model.resource.Metadata;
import dev.weft.model.resource.Resource;
import dev.weft.registry.Catalog;
import dev.weft.registry.CatalogException;
import dev.weft.registry.Document;
import dev.weft.registry.Leases;
import dev.weft.registry.TlsSecret;
import dev.weft.registry.Written;
import java.util.LinkedHashMap;
import java.util.Map;

/** Everything that changes the catalog. */
final class Writes {
  /** How often a patch is tried again when others write the same resource at the same time. */
  private static final int PATCH_ATTEMPTS = 8;

  private static final System.Logger LOG = System.getLogger(Writes.class.getName());
  private static final byte[] RENEWED = Json.write(success(Map.of()));

  private final Catalog catalog;
  private final Leases leases;

  Writes(Catalog catalog, Leases leases) {
    this.catalog = catalog;
    this.leases = leases;
  }

  void create(Call call, Target target) {
    if (target.name() != null) {
      throw Refusal.methodNotAllowed("POST goes to the collection; use PUT to create by name");
    }
    Map<String, Object> tree = SentDocument.tree(call, call.body());
    String prefix = SentDocument.generateName(tree);
    Resource sent = SentDocument.fit(prefix.isEmpty() ? tree : SentDocument.named(tree), target);
    if (OwnServices.bind(call.caller())) {
      OwnServices.requireOwn(call.caller(), sent);
    }
    Catalog to = catalog(call);
    warn(call, sent);
    call.sendJson(201, target.show(prefix.isEmpty() ? to.create(sent) : to.create(sent, prefix)));
  }

  void put(Call call, Target target) {
    target.requiredName();
    switch (target.subresource()) {
      case Target.LEASE -> renew(call, target);
      case Target.STATUS -> {
        Resource sent = SentDocument.read(call, target);
        call.sendJson(200, target.show(putStatus(call, sent)));
      }
      default -> {
        Written written = put(call, target, SentDocument.read(call, target));
        call.send(written.created() ? 201 : 200, Call.JSON, target.json(written.document()));
      }
    }
  }

  private void renew(Call call, Target target) {
    refuseDryRun(call);
    if (OwnServices.bind(call.caller())) {
      OwnServices.requireOwn(call.caller(), Reads.find(catalog, target));
    }
    var id = new RouteeId(target.requiredNamespace(), target.requiredName());
    if (!leases.renew(id, ownerIn(call.body()))) {
      throw Reads.missing(target);
    }
    call.send(200, Call.JSON, RENEWED);
  }

  /** Who renews, where the body says so; a lease may be renewed without a body. */
  private static String ownerIn(byte[] body) {
    if (body.length == 0) {
      return "";
    }
    var fields = new Fields(Json.readObject(body));
    String owner = fields.text("owner", "");
    fields.refuseUnknown();
    fields.throwIfAny("The renewal");
    return owner;
  }

  void patch(Call call, Target target) {
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
        ? putStatus(call, desired)
        : put(call, target, desired).resource();
  }

  /** Kubernetes' way to tell of what is stored and will not do; kubectl shows it. */
  private static void warn(Call call, Resource sent) {
    if (sent.kind() == Kind.SECRET) {
      TlsSecret.doubt(sent)
          .ifPresent(doubt -> call.addHeader("Warning", "299 - \"" + doubt + "\""));
    }
  }

  private Written put(Call call, Target target, Resource sent) {
    Catalog to = catalog(call);
    warn(call, sent);
    try {
      return OwnServices.bind(call.caller())
          ? new OwnServices(to).put(call.caller(), sent)
          : to.put(sent);
    } catch (CatalogException.Conflict e) {
      Metadata metadata = sent.metadata();
      if (catalog.document(sent.kind(), metadata.namespace(), metadata.name()).isEmpty()) {
        // Who names a version has seen the resource: it was deleted since.
        throw Reads.missing(target);
      }
      throw e;
    }
  }

  private Resource putStatus(Call call, Resource sent) {
    Metadata metadata = sent.metadata();
    return catalog(call)
        .putStatus(
            sent.kind(),
            metadata.namespace(),
            metadata.name(),
            sent.status(),
            metadata.resourceVersion());
  }

  void delete(Call call, Target target) {
    if (!target.subresource().isEmpty()) {
      throw Refusal.methodNotAllowed(
          "DELETE goes to the resource, not to its " + target.subresource());
    }
    byte[] body = call.body();
    var conditions =
        DeleteConditions.of(body.length == 0 ? Map.of() : SentDocument.tree(call, body));
    if (!conditions.propagation().isEmpty() && !conditions.propagation().equals("Background")) {
      call.addHeader(
          "Warning", "299 - \"propagationPolicy is ignored: nothing here is owned by another\"");
    }
    Catalog from = conditions.dryRun() ? catalog.dryRun() : catalog(call);
    if (target.name() == null) {
      deleteAll(from, call, target);
      return;
    }
    Resource current = Reads.find(catalog, target);
    long expected = conditions.expectedVersion(current);
    if (OwnServices.bind(call.caller())) {
      OwnServices.requireOwn(call.caller(), current);
      expected = current.metadata().resourceVersion();
    }
    Leases.requireHolder(current, call.query("owner").orElse(""));
    Resource deleted =
        from.delete(target.kind(), target.requiredNamespace(), target.requiredName(), expected);
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

  /** Those that the selectors choose, one by one, as Kubernetes does it. */
  private static void deleteAll(Catalog from, Call call, Target target) {
    if (!target.kind().namespaced()) {
      throw Refusal.methodNotAllowed(
          target.kind().plural() + " are deleted one by one, each by its name");
    }
    var query = ListQuery.of(call);
    for (Document document : from.list(target.kind(), target.requiredNamespace()).documents()) {
      if (query.fields().matches(document) && query.labels().matches(document)) {
        deleteIfThere(from, document);
      }
    }
    call.sendJson(
        200, success(Map.of("group", target.kind().group(), "kind", target.kind().plural())));
  }

  private static void deleteIfThere(Catalog from, Document document) {
    try {
      from.delete(document.kind(), document.namespace(), document.name(), 0);
    } catch (CatalogException.NotFound e) {
      LOG.log(System.Logger.Level.DEBUG, "{0} was deleted by another meanwhile", document);
    }
  }

  /** The catalog to write to: one that only says what it would do, if that is wanted. */
  private Catalog catalog(Call call) {
    String dryRun = call.query("dryRun").orElse("");
    return switch (dryRun) {
      case "" -> catalog;
      case DeleteConditions.DRY_RUN_ALL -> catalog.dryRun();
      default -> throw Refusal.badField("dryRun", dryRun, "All");
    };
  }

  private static void refuseDryRun(Call call) {
    String dryRun = call.query("dryRun").orElse("");
    if (!dryRun.isEmpty()) {
      throw Refusal.badField("dryRun", dryRun, "served for a lease");
    }
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
