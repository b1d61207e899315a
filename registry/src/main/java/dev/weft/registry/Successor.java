package dev.weft.registry;

import dev.weft.model.mesh.Routee;
import dev.weft.model.resource.Kind;
import dev.weft.model.resource.Metadata;
import dev.weft.model.resource.Resource;
import dev.weft.model.resource.Ties;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a put makes of what is stored. Pure functions. */
final class Successor {
  private static final long FIRST_GENERATION = 1;

  /** What a person has said of a routee holds wherever it runs. */
  private static final String OUT_OF_SERVICE = "outOfService";

  private Successor() {}

  /** Of nothing. */
  static Resource born(Resource wanted, String uid, Instant now) {
    Metadata metadata = wanted.metadata();
    return wanted.withMetadata(
        metadata
            .withTies(metadata.ties().leavingSince(null))
            .written(uid, 0, FIRST_GENERATION, now));
  }

  /** Of one whose deletion is asked for while finalizers hold it; null if none does. */
  static @Nullable Resource leaving(Resource stored, Instant now) {
    Metadata metadata = stored.metadata();
    if (metadata.ties().finalizers().isEmpty()) {
      return null;
    }
    if (metadata.ties().deletionTimestamp() != null) {
      return stored;
    }
    Instant created = Objects.requireNonNullElse(metadata.creationTimestamp(), Instant.EPOCH);
    return stored.withMetadata(
        metadata
            .withTies(metadata.ties().leavingSince(now))
            .written(metadata.uid(), 0, metadata.generation() + 1, created));
  }

  /** Of a stored resource; null if nothing would change. */
  static @Nullable Resource of(Resource stored, Resource wanted) {
    Metadata old = stored.metadata();
    Ties ties = wanted.metadata().ties().leavingSince(old.ties().deletionTimestamp());
    boolean sameBody = stored.body().equals(wanted.body());
    if (sameBody
        && old.labels().equals(wanted.metadata().labels())
        && old.annotations().equals(wanted.metadata().annotations())
        && old.ties().equals(ties)) {
      return null;
    }
    Instant created = Objects.requireNonNullElse(old.creationTimestamp(), Instant.EPOCH);
    long generation = sameBody ? old.generation() : old.generation() + 1;
    return wanted
        .withMetadata(wanted.metadata().withTies(ties).written(old.uid(), 0, generation, created))
        .withStatus(sameBody ? stored.status() : status(stored, wanted));
  }

  /** Whether a routee is put at another address or port than it is stored at. */
  static boolean moves(Resource stored, Resource wanted) {
    if (stored.kind() != Kind.ROUTEE || stored.body().equals(wanted.body())) {
      return false;
    }
    Routee before = Routee.fromResource(stored);
    Routee after = Routee.fromResource(wanted);
    return !before.address().equals(after.address()) || !before.ports().equals(after.ports());
  }

  /** The verdict on a routee that has moved was on another place. */
  private static Map<String, Object> status(Resource stored, Resource wanted) {
    if (stored.kind() != Kind.ROUTEE) {
      return stored.status();
    }
    if (!moves(stored, wanted)) {
      return stored.status();
    }
    Object outOfService = stored.status().get(OUT_OF_SERVICE);
    return outOfService == null ? Map.of() : Map.of(OUT_OF_SERVICE, outOfService);
  }
}
