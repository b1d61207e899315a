package dev.weft.model.resource;

import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * One document of the API.
 *
 * @param body its top-level fields other than apiVersion, kind, metadata and status; mostly {@code
 *     spec}
 * @param status what the mesh writes about it; empty when nothing is written yet
 */
public record Resource(
    Kind kind, Metadata metadata, Map<String, Object> body, Map<String, Object> status) {

  /** The order in which documents win over each other. */
  public static final Comparator<Resource> OLDEST_FIRST =
      Comparator.comparing((Resource one) ->
              Objects.requireNonNullElse(one.metadata.creationTimestamp(), Instant.EPOCH))
          .thenComparing(one -> one.metadata.namespace())
          .thenComparing(one -> one.metadata.name());

  private static final Set<String> ENVELOPE = Set.of("apiVersion", "kind", "metadata", "status");

  /** The {@code spec} field, or an empty tree. */
  @SuppressWarnings("unchecked")
  public Map<String, Object> spec() {
    return body.get("spec") instanceof Map<?, ?> spec ? (Map<String, Object>) spec : Map.of();
  }

  /** {@code namespace/name}, or the name alone where there is no namespace. */
  public String qualifiedName() {
    return kind.namespaced() ? metadata.namespace() + "/" + metadata.name() : metadata.name();
  }

  public Resource withMetadata(Metadata newMetadata) {
    return new Resource(kind, newMetadata, body, status);
  }

  public Resource withStatus(Map<String, Object> newStatus) {
    return new Resource(kind, metadata, body, newStatus);
  }

  /** The document as a tree, in the order in which people expect its fields. */
  public Map<String, Object> toTree() {
    var tree = new LinkedHashMap<String, Object>();
    tree.put("apiVersion", kind.apiVersion());
    tree.put("kind", kind.kindName());
    tree.put("metadata", metadataTree());
    tree.putAll(body);
    if (!status.isEmpty()) {
      tree.put("status", status);
    }
    return tree;
  }

  private Map<String, Object> metadataTree() {
    var tree = new LinkedHashMap<String, Object>();
    tree.put("name", metadata.name());
    if (kind.namespaced()) {
      tree.put("namespace", metadata.namespace());
    }
    if (!metadata.uid().isEmpty()) {
      tree.put("uid", metadata.uid());
    }
    if (metadata.resourceVersion() > 0) {
      tree.put("resourceVersion", Long.toString(metadata.resourceVersion()));
    }
    if (metadata.generation() > 0) {
      tree.put("generation", metadata.generation());
    }
    Instant created = metadata.creationTimestamp();
    if (created != null) {
      tree.put("creationTimestamp", created.toString());
    }
    if (!metadata.labels().isEmpty()) {
      tree.put("labels", sorted(metadata.labels()));
    }
    if (!metadata.annotations().isEmpty()) {
      tree.put("annotations", sorted(metadata.annotations()));
    }
    MetadataTies.write(metadata.ties(), tree);
    return tree;
  }

  private static Map<String, String> sorted(Map<String, String> map) {
    return new java.util.TreeMap<>(map);
  }

  /**
   * Reads a document.
   *
   * @param tree as a JSON or YAML reader returns it
   * @param defaultNamespace taken where a namespaced document names none
   * @throws InvalidResourceException if the envelope is wrong; the spec is not looked at
   */
  public static Resource fromTree(Map<String, Object> tree, String defaultNamespace) {
    var fields = new Fields(tree);
    String apiVersion = fields.requiredText("apiVersion");
    String kindName = fields.requiredText("kind");
    fields.throwIfAny("document");
    Optional<Kind> kind = Kind.of(apiVersion, kindName);
    if (kind.isEmpty()) {
      fields.refuse("kind", apiVersion + " " + kindName, "a kind that Weft serves: " + served());
      fields.throwIfAny("document");
    }
    return fromTree(kind.orElseThrow(), tree, defaultNamespace);
  }

  /** Reads a document whose kind is known, such as from the URL that it was sent to. */
  public static Resource fromTree(Kind kind, Map<String, Object> tree, String defaultNamespace) {
    var fields = new Fields(tree);
    Metadata metadata = readMetadata(kind, fields.required("metadata"), defaultNamespace);
    Map<String, Object> status = fields.tree("status");
    fields.throwIfAny(kind.kindName());
    var body = new LinkedHashMap<String, Object>(tree);
    body.keySet().removeAll(ENVELOPE);
    return new Resource(kind, metadata, body, status);
  }

  private static Metadata readMetadata(Kind kind, Fields fields, String defaultNamespace) {
    String name = fields.requiredText("name");
    if (!name.isEmpty() && !Names.isSubdomain(name)) {
      fields.refuse("name", name, Names.SUBDOMAIN_RULE);
    }
    String namespace = "";
    if (kind.namespaced()) {
      namespace = fields.text("namespace", defaultNamespace);
      if (!Names.isLabel(namespace)) {
        fields.refuse("namespace", namespace, Names.LABEL_RULE);
      }
    }
    String versionText = fields.text("resourceVersion", "0");
    long version = 0;
    try {
      version = Long.parseLong(versionText);
    } catch (NumberFormatException e) {
      fields.refuse("resourceVersion", versionText, "a revision that the registry gave, or none");
    }
    var metadata =
        new Metadata(
            namespace,
            name,
            fields.text("uid", ""),
            version,
            fields.number("generation", 0, 0, Long.MAX_VALUE),
            MetadataTies.instant(fields, "creationTimestamp"),
            fields.texts("labels"),
            fields.texts("annotations"),
            MetadataTies.read(fields));
    fields.has("namespace"); // of a kind that lives in none: known, and not looked at
    fields.refuseUnknown();
    return metadata;
  }

  private static String served() {
    var text = new StringBuilder();
    for (Kind kind : Kind.values()) {
      text.append(text.isEmpty() ? "" : ", ")
          .append(kind.apiVersion())
          .append(' ')
          .append(kind.kindName());
    }
    return text.toString();
  }
}
