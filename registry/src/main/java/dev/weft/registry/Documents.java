package dev.weft.registry;

import dev.weft.model.resource.FieldError;
import dev.weft.model.resource.InvalidResourceException;
import dev.weft.model.resource.Kind;
import dev.weft.model.resource.Metadata;
import dev.weft.model.resource.Resource;
import dev.weft.registry.store.Store;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/** Resources as JSON bytes in the store. The revision is not in the bytes: the store keeps it. */
final class Documents {
  private static final Set<String> ENVELOPE = Set.of("apiVersion", "kind", "metadata");

  private static final List<String> TIES =
      List.of("deletionTimestamp", "finalizers", "ownerReferences");

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
    Map<String, Object> tree;
    try {
      tree = JsonTrees.read(bytes);
    } catch (JacksonException e) {
      throw new InvalidResourceException(
          key.toString(), List.of(new FieldError("document", e.getOriginalMessage(), "JSON")));
    }
    Metadata metadata = isAsWritten(key.kind(), bytes) ? metadata(key, tree, revision) : null;
    if (metadata == null || !(tree.getOrDefault("status", Map.of()) instanceof Map<?, ?>)) {
      return withRevision(Resource.fromTree(key.kind(), tree, key.namespace()), revision);
    }
    var body = new LinkedHashMap<String, Object>(tree);
    Object status = body.remove("status");
    body.keySet().removeAll(ENVELOPE);
    return new Resource(key.kind(), metadata, Collections.unmodifiableMap(body), tree(status));
  }

  @SuppressWarnings("unchecked") // JSON objects have text keys
  private static Map<String, Object> tree(@Nullable Object value) {
    return value == null ? Map.of() : (Map<String, Object>) value;
  }

  /**
   * A tree as it comes back from the store. Only trees of this form can be compared.
   *
   * @throws InvalidResourceException if JSON cannot hold it
   */
  static Map<String, Object> canonical(Map<String, Object> tree, Key key) {
    try {
      return tree.isEmpty() ? Map.of() : JsonTrees.canonical(tree);
    } catch (JacksonException e) {
      throw new InvalidResourceException(
          key.toString(),
          List.of(new FieldError("document", e.getOriginalMessage(), "what JSON can hold")));
    }
  }

  private static byte[] opening(Kind kind) {
    return Objects.requireNonNull(OPENINGS.get(kind));
  }

  /** Whether bytes begin as {@link #encode} begins them: then the rest is its work too. */
  static boolean isAsWritten(Kind kind, byte[] stored) {
    byte[] opening = opening(kind);
    return stored.length > opening.length
        && stored[opening.length] == '"' // a first field, to put another before
        && Arrays.equals(stored, 0, opening.length, opening, 0, opening.length);
  }

  /** The stored bytes with their revision, unless it is 0, as the first field of the metadata. */
  static byte[] json(Kind kind, Store.Entry entry, long revision) {
    byte[] stored = entry.value();
    if (!isAsWritten(kind, stored)) {
      Key key = Key.of(kind, entry.key());
      return bytes(decode(key, stored, revision).toTree(), key.toString());
    }
    if (revision == 0) {
      return stored.clone();
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
            old.annotations(),
            old.ties()));
  }

  private static byte[] bytes(Map<String, Object> tree, String what) {
    try {
      return JsonTrees.write(tree);
    } catch (JacksonException e) {
      throw new InvalidResourceException(
          what, List.of(new FieldError("document", e.getOriginalMessage(), "what JSON can hold")));
    }
  }

  /** Null where the metadata is not as {@link #encode} writes it. */
  private static @Nullable Metadata metadata(Key key, Map<String, Object> tree, long revision) {
    if (!(tree.get("metadata") instanceof Map<?, ?> metadata)
        || !key.name().equals(metadata.get("name"))
        || !(metadata.get("uid") instanceof String uid)
        || !(metadata.get("generation") instanceof Number generation)
        || !(metadata.get("creationTimestamp") instanceof String created)) {
      return null;
    }
    Map<String, String> labels = texts(metadata.get("labels"));
    Map<String, String> annotations = texts(metadata.get("annotations"));
    boolean tied = TIES.stream().anyMatch(metadata::containsKey);
    if (labels == null || annotations == null || tied) {
      return null;
    }
    try {
      return new Metadata(
          key.namespace(),
          key.name(),
          uid,
          revision,
          generation.longValue(),
          WrittenInstant.parse(created),
          labels,
          annotations);
    } catch (DateTimeParseException e) {
      return null;
    }
  }

  @SuppressWarnings("unchecked") // every value is looked at
  private static @Nullable Map<String, String> texts(@Nullable Object value) {
    if (value == null) {
      return Map.of();
    }
    return value instanceof Map<?, ?> map
            && map.values().stream().allMatch(text -> text instanceof String)
        ? (Map<String, String>) map
        : null;
  }
}
