package dev.weft.registry;

import dev.weft.model.mesh.Routee;
import dev.weft.model.resource.Resource;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What a Routee document says of its lease. Read without judging the rest of the document, so that
 * one that another version stored keeps its lease.
 *
 * @param ttlNanos 0 where it has no lease of its own
 * @param agent null where no agent's lease covers it
 * @param owner who registered it; empty if nobody said so
 */
record LeaseTerms(long ttlNanos, @Nullable String agent, String owner, long generation) {
  static final LeaseTerms NONE = new LeaseTerms(0, null, "", 0);

  static LeaseTerms of(Resource routee) {
    if (!(routee.spec().get("lease") instanceof Map<?, ?> lease)) {
      return NONE;
    }
    long generation = routee.metadata().generation();
    if (lease.get("agent") instanceof String agent && !agent.isEmpty()) {
      return new LeaseTerms(0, agent, "", generation);
    }
    if (!(lease.get("ttlSeconds") instanceof Number seconds) || seconds.longValue() < 1) {
      return NONE;
    }
    long ttl = Math.min(seconds.longValue(), Routee.MAX_LEASE_SECONDS);
    return new LeaseTerms(
        TimeUnit.SECONDS.toNanos(ttl), null, Owner.of(routee.metadata()), generation);
  }
}
