package dev.weft.model.resource;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a resource hangs on.
 *
 * @param deletionTimestamp when its deletion was asked for; null before
 * @param finalizers who has to agree before it goes; it stays until the list is empty
 * @param ownerReferences what it belongs to, as Kubernetes writes it; kept for those who ask
 */
public record Ties(
    @Nullable Instant deletionTimestamp,
    List<String> finalizers,
    List<Map<String, Object>> ownerReferences) {

  /** Of a resource that hangs on nothing. */
  public static final Ties NONE = new Ties(null, List.of(), List.of());

  public Ties {
    finalizers = List.copyOf(finalizers);
    ownerReferences = List.copyOf(ownerReferences);
  }

  /** The same with its deletion asked for, or not. */
  public Ties leavingSince(@Nullable Instant when) {
    return new Ties(when, finalizers, ownerReferences);
  }

  /** Whether its deletion was asked for and nobody holds it any longer. */
  public boolean released() {
    return deletionTimestamp != null && finalizers.isEmpty();
  }
}
