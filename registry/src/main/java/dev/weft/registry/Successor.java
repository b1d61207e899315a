package dev.weft.registry;

import dev.weft.model.mesh.Routee;
import dev.weft.model.resource.Kind;
import dev.weft.model.resource.Metadata;
import dev.weft.model.resource.Resource;
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
    return wanted.withMetadata(wanted.metadata().written(uid, 0, FIRST_GENERATION, now));
  }

  /** Of a stored resource; null if nothing would change. */
  static @Nullable Resource of(Resource stored, Resource wanted) {
    Metadata old = stored.metadata();
    boolean sameBody = stored.body().equals(wanted.body());
    if (sameBody
        && old.labels().equals(wanted.metadata().labels())
        && old.annotations().equals(wanted.metadata().annotations())) {
      return null;
    }
    Instant created = Objects.requireNonNullElse(old.creationTimestamp(), Instant.EPOCH);
    long generation = sameBody ? old.generation() : old.generation() + 1;
    return wanted
        .withMetadata(wanted.metadata().written(old.uid(), 0, generation, created))
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
