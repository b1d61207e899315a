package dev.weft.registry;

import dev.weft.model.resource.FieldError;
import dev.weft.model.resource.InvalidResourceException;
import dev.weft.model.resource.Kind;
import dev.weft.model.resource.Metadata;
import dev.weft.model.resource.Resource;
import dev.weft.registry.store.Store;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Resources as JSON bytes in the store. The revision is not in the bytes: the store keeps it. */
final class Documents {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final TypeReference<Map<String, @Nullable Object>> TREE = new TypeReference<>() {};

  private static final byte[] BEFORE_VERSION = ascii("\"resourceVersion\":\"");
  private static final byte[] AFTER_VERSION = ascii("\",");

  /** What every stored document of a kind begins with, up to its metadata's first field. */
  private static final Map<Kind, byte[]> OPENINGS = new EnumMap<>(Kind.class);

  static {
    for (Kind kind : Kind.values()) {
      OPENINGS.put(
          kind,
          ascii(
              "{\"apiVersion\":\""
                  + kind.apiVersion()
                  + "\",\"kind\":\""
                  + kind.kindName()
                  + "\",\"metadata\":{"));
    }
  }

  private Documents() {}

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * @throws InvalidResourceException if it cannot be written as JSON, such as for its depth
   */
  static byte[] encode(Resource resource) {
    return bytes(withRevision(resource, 0).toTree(), Key.of(resource).toString());
  }

  /**
   * @throws InvalidResourceException if the bytes are no document of this kind
   */
  static Resource decode(Key key, byte[] bytes, long revision) {
    try {
      return withRevision(Resource.fromTree(key.kind(), read(bytes), key.namespace()), revision);
    } catch (JacksonException e) {
      throw new InvalidResourceException(
          key.toString(), List.of(new FieldError("document", e.getOriginalMessage(), "JSON")));
    }
  }

  /**
   * A tree as it comes back from the store: numbers in JSON's types, deeply immutable. Only trees
   * of this form can be compared.
   */
  static Map<String, Object> canonical(Map<String, Object> tree, Key key) {
    return tree.isEmpty() ? Map.of() : read(bytes(tree, key.toString()));
  }

  private static byte[] opening(Kind kind) {
    return Objects.requireNonNull(OPENINGS.get(kind));
  }

  /** Whether bytes begin as {@link #encode} begins them: then the rest is its work too. */
  static boolean isAsWritten(Kind kind, byte[] stored) {
    byte[] opening = opening(kind);
    return stored.length > opening.length
        && Arrays.equals(stored, 0, opening.length, opening, 0, opening.length);
  }

  /** The stored bytes with their revision as the first field of the metadata. */
  static byte[] json(Kind kind, Store.Entry entry, long revision) {
    byte[] stored = entry.value();
    if (!isAsWritten(kind, stored)) {
      Key key = Key.of(kind, entry.key());
      return bytes(decode(key, stored, revision).toTree(), key.toString());
    }
    int opening = opening(kind).length;
    byte[] version = Long.toString(revision).getBytes(StandardCharsets.ISO_8859_1);
    int added = BEFORE_VERSION.length + version.length + AFTER_VERSION.length;
    return ByteBuffer.allocate(stored.length + added)
        .put(stored, 0, opening)
        .put(BEFORE_VERSION)
        .put(version)
        .put(AFTER_VERSION)
        .put(stored, opening, stored.length - opening)
        .array();
  }

  static Resource withRevision(Resource resource, long revision) {
    Metadata old = resource.metadata();
    return resource.withMetadata(
        new Metadata(
            old.namespace(),
            old.name(),
            old.uid(),
            revision,
            old.generation(),
            old.creationTimestamp(),
            old.labels(),
            old.annotations()));
  }

  private static byte[] bytes(Map<String, Object> tree, String what) {
    try {
      return JSON.writeValueAsBytes(tree);
    } catch (JacksonException e) {
      throw new InvalidResourceException(
          what, List.of(new FieldError("document", e.getOriginalMessage(), "what JSON can hold")));
    }
  }

  private static Map<String, Object> read(byte[] bytes) {
    return frozen(JSON.readValue(bytes, TREE));
  }

  @SuppressWarnings("unchecked") // JSON objects have text keys
  private static Map<String, Object> frozen(Map<String, ? extends @Nullable Object> tree) {
    var copy = new LinkedHashMap<String, Object>();
    tree.forEach((name, value) ->
        ((Map<String, @Nullable Object>) (Map<?, ?>) copy).put(name, frozenValue(value)));
    return Collections.unmodifiableMap(copy);
  }

  @SuppressWarnings("unchecked")
  private static @Nullable Object frozenValue(@Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      return frozen((Map<String, @Nullable Object>) map);
    }
    if (value instanceof List<?> list) {
      var copy = new ArrayList<@Nullable Object>(list.size());
      list.forEach(element -> copy.add(frozenValue(element)));
      return Collections.unmodifiableList(copy);
    }
    return value;
  }
}
