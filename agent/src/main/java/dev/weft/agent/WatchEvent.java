package dev.weft.agent;

import dev.weft.model.mesh.MeshView;
import dev.weft.model.resource.Kind;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;

/** One line of a watch. */
sealed interface WatchEvent {
  /** Everything up to here has come. */
  long revision();

  /** A document was added or changed. */
  @SuppressWarnings("ArrayRecordComponent") // events are taken apart, never compared
  record Stored(long revision, MirroredMesh.Key key, byte[] document) implements WatchEvent {}

  /** A document is gone. */
  record Deleted(long revision, MirroredMesh.Key key) implements WatchEvent {}

  /** A bookmark, or a change of what is no part of the mesh. */
  record Passed(long revision) implements WatchEvent {}

  /**
   * Reads a line.
   *
   * @throws AnswerException if it is the registry's last word on why the watch ends
   * @throws IOException if it is no event
   */
  static WatchEvent parse(byte[] line) throws IOException {
    try {
      Map<String, Object> event = RegistryCalls.tree(line);
      if (!(event.get("object") instanceof Map<?, ?> map)) {
        throw new IOException("a line of the watch has no object");
      }
      Map<String, Object> object = RegistryCalls.object(map);
      String type = String.valueOf(event.get("type"));
      if (type.equals("ERROR")) {
        int code = object.get("code") instanceof Number number ? number.intValue() : 500;
        throw new AnswerException(code, "the registry ended the watch: " + object.get("message"));
      }
      return of(type, object);
    } catch (JacksonException | ClassCastException e) {
      throw new IOException("a line of the watch is no JSON object", e);
    }
  }

  private static WatchEvent of(String type, Map<String, Object> object) throws IOException {
    Map<String, Object> metadata = metadata(object);
    long revision = RegistryCalls.revisionOf(metadata);
    if (revision == 0) {
      throw new IOException("a line of the watch has no revision");
    }
    Optional<Kind> kind = kind(object);
    if (type.equals("BOOKMARK") || kind.isEmpty() || !MeshView.covers(kind.get())) {
      return new Passed(revision); // also what a newer registry has and this agent does not know
    }
    MirroredMesh.Key key = key(kind.get(), metadata);
    return switch (type) {
      case "ADDED", "MODIFIED" -> new Stored(revision, key, document(kind.get(), object));
      case "DELETED" -> new Deleted(revision, key);
      default -> throw new IOException("a line of the watch has the unknown type " + type);
    };
  }

  /** The kind that a document says it is of; empty for one that this version does not know. */
  static Optional<Kind> kind(Map<String, Object> object) {
    return Kind.of(String.valueOf(object.get("apiVersion")), String.valueOf(object.get("kind")));
  }

  static Map<String, Object> metadata(Map<String, Object> object) {
    return object.get("metadata") instanceof Map<?, ?> map ? RegistryCalls.object(map) : Map.of();
  }

  static MirroredMesh.Key key(Kind kind, Map<String, Object> metadata) {
    return new MirroredMesh.Key(
        kind,
        String.valueOf(metadata.getOrDefault("namespace", "")),
        String.valueOf(metadata.get("name")));
  }

  /** The document as it is kept: with its kind, which items of lists may leave out. */
  static byte[] document(Kind kind, Map<String, Object> object) {
    var whole = new LinkedHashMap<String, Object>();
    whole.put("apiVersion", kind.apiVersion());
    whole.put("kind", kind.kindName());
    object.forEach(whole::putIfAbsent);
    return RegistryCalls.MAPPER.writeValueAsBytes(whole);
  }
}
