package dev.weft.registry.schema;

import dev.weft.model.resource.FieldError;
import dev.weft.model.resource.InvalidResourceException;
import dev.weft.model.resource.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * The schemas of all kinds. One is read and kept when a document of its kind is first held against
 * it, so that a mesh without routes does not pay for theirs.
 */
public final class Schemas {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final TypeReference<Map<String, Object>> TREE = new TypeReference<>() {};
  private static final String STATUS = "status";
  private static final List<String> NOT_BODY = List.of("apiVersion", "kind", "metadata", STATUS);
  private static final Map<Kind, Parts> READ = new ConcurrentHashMap<>();

  private Schemas() {}

  /**
   * The schema of a kind as it is published, descriptions included; of a Gateway API kind as its
   * CustomResourceDefinition gives it. Read anew at every call.
   */
  public static Map<String, Object> source(Kind kind) {
    return resource(kind.kindName());
  }

  /** The schema of every kind's {@code metadata}. */
  public static Map<String, Object> metadataSource() {
    return resource("ObjectMeta");
  }

  /** A document's body with everything filled in that its kind's schema gives a default for. */
  public static Map<String, Object> withDefaults(Kind kind, Map<String, Object> body) {
    return Defaults.fillObject(of(kind).body(), body);
  }

  /**
   * Holds a document's body against its kind's schema.
   *
   * @param old the body that it replaces, for rules about changes; null for a new document
   * @param what the document, for messages
   * @throws InvalidResourceException naming every field that is wrong
   */
  public static void check(
      Kind kind, Map<String, Object> body, @Nullable Map<String, Object> old, String what) {
    refuse(Validation.errors(of(kind).body(), body, old, ""), what);
  }

  /**
   * Holds a status against its kind's schema, except for the fields that the schema does not know:
   * the registry adds some of its own.
   *
   * @throws InvalidResourceException naming every field that is wrong
   */
  public static void checkStatus(Kind kind, Map<String, Object> status, String what) {
    Schema schema = of(kind).status().field(STATUS);
    var errors = new ArrayList<FieldError>();
    status.forEach((name, value) -> {
      Schema field = schema == null ? null : schema.field(name);
      if (field != null) {
        errors.addAll(Validation.errors(field, value, null, STATUS + "." + name));
      }
    });
    refuse(errors, what);
  }

  private static void refuse(List<FieldError> errors, String what) {
    if (!errors.isEmpty()) {
      throw new InvalidResourceException(what, errors);
    }
  }

  /** What is checked when a document is put, and what when its status is. */
  record Parts(Schema body, Schema status) {}

  static Parts of(Kind kind) {
    return READ.computeIfAbsent(
        kind,
        unread -> {
          Schema whole = SchemaReader.read(source(unread));
          return new Parts(whole.fields(NOT_BODY, false), whole.fields(List.of(STATUS), true));
        });
  }

  private static Map<String, Object> resource(String name) {
    try (InputStream in = Schemas.class.getResourceAsStream(name + ".json")) {
      if (in == null) {
        throw new IllegalStateException("the schema " + name + ".json is not on the class path");
      }
      return JSON.readValue(in, TREE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
