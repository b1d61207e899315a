package dev.weft.registry;

import dev.weft.model.mesh.Routee;
import dev.weft.model.mesh.Service;
import dev.weft.model.mesh.ServicePolicy;
import dev.weft.model.resource.FieldError;
import dev.weft.model.resource.Fields;
import dev.weft.model.resource.InvalidResourceException;
import dev.weft.model.resource.Kind;
import dev.weft.model.resource.Metadata;
import dev.weft.model.resource.Names;
import dev.weft.model.resource.Resource;
import dev.weft.registry.schema.Schemas;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Decides whether a document may enter the catalog. Pure functions. */
public final class Admission {
  /** As in Kubernetes: labels and annotations together, keys and values, in UTF-8. */
  static final int MAX_METADATA_BYTES = 256 * 1024;

  /** A whole document as JSON. */
  static final int MAX_DOCUMENT_BYTES = 1024 * 1024;

  private Admission() {}

  /**
   * The document in the form in which it is compared and stored, without what only the registry may
   * say of it.
   *
   * @throws InvalidResourceException naming every field that is wrong
   */
  public static Resource admit(Resource desired) {
    Key key = Key.of(desired);
    try {
      checkMetadata(key, desired.metadata());
      Resource wanted =
          new Resource(
              desired.kind(),
              desired.metadata().inNamespace(key.namespace()),
              Documents.canonical(body(desired), key),
              Map.of());
      check(wanted);
      return wanted;
    } catch (InvalidResourceException e) {
      throw key.kind().confidential() ? masked(key, e) : e;
    }
  }

  /** Only the kinds of which Weft has no type of its own get their defaults written down. */
  private static Map<String, Object> body(Resource desired) {
    return switch (desired.kind()) {
      case ROUTEE, SERVICE, SERVICE_POLICY -> desired.body();
      case SECRET -> Schemas.withDefaults(Kind.SECRET, TlsSecret.withoutTexts(desired.body()));
      default -> Schemas.withDefaults(desired.kind(), desired.body());
    };
  }

  private static void check(Resource wanted) {
    switch (wanted.kind()) {
      case ROUTEE -> Routee.fromResource(wanted);
      case SERVICE -> Service.fromResource(wanted);
      case SERVICE_POLICY -> ServicePolicy.fromResource(wanted);
      default -> {
        String what = Key.of(wanted).toString();
        Schemas.check(wanted.kind(), wanted.body(), null, what);
        if (wanted.kind() == Kind.HTTP_ROUTE || wanted.kind() == Kind.GRPC_ROUTE) {
          RoutePatterns.check(wanted, what);
        }
      }
    }
  }

  /**
   * Looks at what may not change from one document to the next.
   *
   * @throws InvalidResourceException naming every field that is wrong
   */
  static void admitChange(Resource stored, Resource wanted) {
    Kind kind = wanted.kind();
    if (kind != Kind.CONFIG_MAP && kind != Kind.SECRET && kind != Kind.GATEWAY_CLASS) {
      return; // no schema of the others has a rule about changes
    }
    try {
      Schemas.check(kind, wanted.body(), stored.body(), Key.of(wanted).toString());
    } catch (InvalidResourceException e) {
      throw kind.confidential() ? masked(Key.of(wanted), e) : e;
    }
  }

  /**
   * Holds a status that a client sends against what its kind's status may be.
   *
   * @throws InvalidResourceException naming every field that is wrong
   */
  static void admitStatus(Key key, Map<String, Object> status) {
    if (key.kind().ofGatewayApi()) {
      Schemas.checkStatus(key.kind(), status, key.toString());
    }
  }

  /** What a person or a log may see of an error in what only few may read. */
  private static InvalidResourceException masked(Key key, InvalidResourceException error) {
    return new InvalidResourceException(
        key.toString(),
        error.errors().stream()
            .map(e ->
                e.value().isEmpty() || e.path().startsWith("metadata.")
                    ? e
                    : new FieldError(e.path(), "(hidden)", e.accepted()))
            .toList());
  }

  private static void checkMetadata(Key key, Metadata metadata) {
    var fields = Fields.at("metadata", Map.of());
    boolean label = key.kind() == Kind.NAMESPACE || key.kind() == Kind.SERVICE;
    if (label && !Names.isLabel(key.name())) {
      fields.refuse("name", key.name(), Names.LABEL_RULE);
    } else if (!Names.isSubdomain(key.name())) {
      fields.refuse("name", key.name(), Names.SUBDOMAIN_RULE);
    }
    if (key.kind().namespaced() && !Names.isLabel(key.namespace())) {
      fields.refuse("namespace", key.namespace(), Names.LABEL_RULE);
    }
    long bytes = size(metadata.labels()) + size(metadata.annotations());
    if (bytes > MAX_METADATA_BYTES) {
      fields.refuse(
          "annotations",
          bytes + " bytes with the labels",
          "at most " + MAX_METADATA_BYTES + " bytes together with the labels");
    }
    fields.throwIfAny(key.kind().kindName());
  }

  static void checkSize(int bytes, Key key) {
    if (bytes > MAX_DOCUMENT_BYTES) {
      var fields = Fields.at("", Map.of());
      fields.refuse(
          "document", bytes + " bytes", "at most " + MAX_DOCUMENT_BYTES + " bytes of JSON");
      fields.throwIfAny(key.toString());
    }
  }

  private static long size(Map<String, String> texts) {
    long bytes = 0;
    for (var entry : texts.entrySet()) {
      bytes += entry.getKey().getBytes(StandardCharsets.UTF_8).length;
      bytes += entry.getValue().getBytes(StandardCharsets.UTF_8).length;
    }
    return bytes;
  }
}
