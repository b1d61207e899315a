package dev.weft.control;

import dev.weft.model.resource.Kind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the mesh tells of itself in the form of resources, though nobody can write them and no store
 * holds them. Both live in a namespace: that of their service or routee, else the default one.
 */
enum RecordKind {
  EVENT("Event", "event", "events", "ev"),
  ALERT("Alert", "alert", "alerts", "al");

  /** What they are served under. */
  static final String API_VERSION = Kind.ROUTEE.group() + "/v1";

  private final String kindName;
  private final String singular;
  private final String plural;
  private final String shortName;

  RecordKind(String kindName, String singular, String plural, String shortName) {
    this.kindName = kindName;
    this.singular = singular;
    this.plural = plural;
    this.shortName = shortName;
  }

  static Optional<RecordKind> ofPlural(String plural) {
    for (RecordKind kind : values()) {
      if (kind.plural.equals(plural)) {
        return Optional.of(kind);
      }
    }
    return Optional.empty();
  }

  String kindName() {
    return kindName;
  }

  String plural() {
    return plural;
  }

  /** The fields that a selector may name beside name and namespace. */
  Set<String> fields() {
    return switch (this) {
      case EVENT -> Set.of("service", "routee", "reason", "severity");
      case ALERT -> Set.of("service", "routee", "alert", "severity", "subject");
    };
  }

  /** As discovery tells of it. */
  Map<String, Object> resource() {
    var tree = new LinkedHashMap<String, Object>();
    tree.put("name", plural);
    tree.put("singularName", singular);
    tree.put("namespaced", true);
    tree.put("kind", kindName);
    tree.put("verbs", List.of("get", "list", "watch"));
    tree.put("shortNames", List.of(shortName));
    return tree;
  }
}
