package dev.weft.model.resource;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What every resource carries about itself.
 *
 * @param namespace empty for kinds that live in none
 * @param name a DNS label or subdomain
 * @param uid given by the registry when the resource is made; empty before
 * @param resourceVersion the store's revision of the last write; 0 before the first
 * @param generation counts changes of anything but metadata and status; 0 before the first write
 * @param creationTimestamp null before the first write
 * @param ties finalizers and owners
 */
public record Metadata(
    String namespace,
    String name,
    String uid,
    long resourceVersion,
    long generation,
    @Nullable Instant creationTimestamp,
    Map<String, String> labels,
    Map<String, String> annotations,
    Ties ties) {

  /** Metadata of a resource that hangs on nothing. */
  public Metadata(
      String namespace,
      String name,
      String uid,
      long resourceVersion,
      long generation,
      @Nullable Instant creationTimestamp,
      Map<String, String> labels,
      Map<String, String> annotations) {
    this(
        namespace,
        name,
        uid,
        resourceVersion,
        generation,
        creationTimestamp,
        labels,
        annotations,
        Ties.NONE);
  }

  public Metadata {
    labels = Map.copyOf(labels);
    annotations = Map.copyOf(annotations);
  }

  /** Metadata of a resource that the registry has not seen. */
  public static Metadata named(String namespace, String name) {
    return new Metadata(namespace, name, "", 0, 0, null, Map.of(), Map.of());
  }

  /** The same with the labels replaced. */
  public Metadata withLabels(Map<String, String> newLabels) {
    return new Metadata(
        namespace,
        name,
        uid,
        resourceVersion,
        generation,
        creationTimestamp,
        newLabels,
        annotations,
        ties);
  }

  /** The same with the annotations replaced. */
  public Metadata withAnnotations(Map<String, String> newAnnotations) {
    return new Metadata(
        namespace,
        name,
        uid,
        resourceVersion,
        generation,
        creationTimestamp,
        labels,
        newAnnotations,
        ties);
  }

  /** The same in another namespace. */
  public Metadata inNamespace(String newNamespace) {
    return new Metadata(
        newNamespace,
        name,
        uid,
        resourceVersion,
        generation,
        creationTimestamp,
        labels,
        annotations,
        ties);
  }

  /** The same with other ties. */
  public Metadata withTies(Ties newTies) {
    return new Metadata(
        namespace,
        name,
        uid,
        resourceVersion,
        generation,
        creationTimestamp,
        labels,
        annotations,
        newTies);
  }

  /** The same as written by the registry at a revision. */
  public Metadata written(String newUid, long revision, long newGeneration, Instant created) {
    return new Metadata(
        namespace, name, newUid, revision, newGeneration, created, labels, annotations, ties);
  }
}
