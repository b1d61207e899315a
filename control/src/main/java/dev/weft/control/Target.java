package dev.weft.control;

import dev.weft.control.json.Json;
import dev.weft.model.resource.Kind;
import dev.weft.model.resource.Resource;
import dev.weft.registry.Document;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a URL below {@code /api/v1} or {@code /apis/GROUP/VERSION} names.
 *
 * @param version one of the kind's served versions: the one in which documents come and go
 * @param namespace null for all namespaces; empty for kinds that live in none
 * @param name null for the collection
 * @param subresource empty, {@code status} or {@code lease}
 */
record Target(
    Kind kind,
    String version,
    @Nullable String namespace,
    @Nullable String name,
    String subresource) {

  static final String STATUS = "status";
  static final String LEASE = "lease";

  /**
   * @param rest the segments after group and version; at least one
   * @throws Refusal 404 if nothing has that URL
   */
  static Target parse(String group, String version, List<String> rest) {
    List<String> path = withinNamespace(rest);
    String namespace = path.size() < rest.size() ? rest.get(1) : null;
    Kind kind = Kind.ofPath(group, version, path.getFirst()).orElseThrow(Refusal::noSuchPath);
    String name = path.size() > 1 ? path.get(1) : null;
    String subresource = path.size() > 2 ? path.get(2) : "";
    boolean misplaced = kind.namespaced() ? name != null && namespace == null : namespace != null;
    if (misplaced || path.size() > 3 || !serves(kind, subresource)) {
      throw Refusal.noSuchPath();
    }
    return new Target(kind, version, kind.namespaced() ? namespace : "", name, subresource);
  }

  /** The segments from the plural on, without {@code namespaces/NAMESPACE} where that leads. */
  static List<String> withinNamespace(List<String> rest) {
    boolean inNamespace =
        rest.getFirst().equals("namespaces")
            && rest.size() >= 3
            && !(rest.size() == 3 && rest.get(2).equals(STATUS));
    return inNamespace ? rest.subList(2, rest.size()) : rest;
  }

  /**
   * The subresources that a kind has; a config map has no status, for one; only routees have
   * leases.
   */
  static boolean serves(Kind kind, String subresource) {
    return switch (subresource) {
      case "" -> true;
      case STATUS -> kind.hasStatus();
      case LEASE -> kind == Kind.ROUTEE;
      default -> false;
    };
  }

  /** The apiVersion that documents at this URL carry. */
  String apiVersion() {
    return kind.apiVersion(version);
  }

  /** A resource as this URL's version shows it; the versions differ in their names only. */
  Map<String, Object> show(Resource resource) {
    Map<String, Object> tree = resource.toTree();
    if (version.equals(kind.version())) {
      return tree;
    }
    var shown = new LinkedHashMap<String, Object>(tree);
    shown.put("apiVersion", apiVersion());
    return shown;
  }

  /** The same as JSON: mostly the bytes that are stored. */
  byte[] json(Document document) {
    return version.equals(kind.version()) ? document.json() : Json.write(show(document.resource()));
  }

  /** The namespace to list or watch; null for all. */
  @Nullable String namespaceOrAll() {
    return kind.namespaced() ? namespace : null;
  }

  /** The name, where the URL must give one. */
  String requiredName() {
    if (name == null) {
      throw Refusal.methodNotAllowed("the URL must name one of the " + kind.plural());
    }
    return name;
  }

  /** The namespace, where the URL must give one; empty for kinds that live in none. */
  String requiredNamespace() {
    if (namespace == null) {
      throw Refusal.methodNotAllowed(
          "the URL must name the namespace: …/namespaces/NAMESPACE/" + kind.plural());
    }
    return namespace;
  }
}
