package dev.weft.registry;

import dev.weft.model.mesh.RouteeId;
import dev.weft.model.mesh.Verdict;
import dev.weft.model.mesh.VerdictSink;
import dev.weft.model.resource.Kind;
import dev.weft.model.resource.Resource;
import dev.weft.model.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Writes verdicts into the status of routees, each only once. */
final class Verdicts implements VerdictSink {
  private static final System.Logger LOG = System.getLogger(Verdicts.class.getName());
  private static final String READY = "Ready";

  private final Catalog catalog;
  private final Clock clock;

  Verdicts(Catalog catalog, Clock clock) {
    this.catalog = catalog;
    this.clock = clock;
  }

  @Override
  public void report(RouteeId routee, Verdict verdict) {
    while (true) {
      Optional<Resource> stored = catalog.get(Kind.ROUTEE, routee.namespace(), routee.name());
      if (stored.isEmpty() || says(stored.get(), verdict)) {
        return;
      }
      try {
        catalog.putStatus(
            Kind.ROUTEE,
            routee.namespace(),
            routee.name(),
            status(stored.get(), verdict),
            stored.get().metadata().resourceVersion());
        return;
      } catch (CatalogException.Conflict e) {
        LOG.log(System.Logger.Level.DEBUG, "judging {0} again: {1}", routee, e.getMessage());
      } catch (CatalogException.NotFound e) {
        return; // it left while it was being judged
      }
    }
  }

  private static boolean says(Resource routee, Verdict verdict) {
    return sameState(routee, verdict)
        && verdict.evidence().equals(routee.status().get("evidence"))
        && ready(routee).get("observedGeneration") instanceof Number seen
        && seen.longValue() == routee.metadata().generation();
  }

  private static boolean sameState(Resource routee, Verdict verdict) {
    return verdict.state().toString().equals(routee.status().get("verdict"));
  }

  private Map<String, Object> status(Resource routee, Verdict verdict) {
    var status = new LinkedHashMap<String, Object>(routee.status());
    Object since = routee.status().get("since");
    status.put("verdict", verdict.state().toString());
    status.put("evidence", verdict.evidence());
    status.put(
        "since", sameState(routee, verdict) && since != null ? since : verdict.since().toString());
    var conditions = new ArrayList<Object>();
    conditions.add(condition(routee, verdict));
    for (Object other : conditions(routee)) {
      if (!isReady(other)) {
        conditions.add(other);
      }
    }
    status.put("conditions", conditions);
    return status;
  }

  private Map<String, Object> condition(Resource routee, Verdict verdict) {
    Map<?, ?> before = ready(routee);
    String status =
        switch (verdict.state()) {
          case PASSING, DEGRADED -> "True";
          case FAILING -> "False";
          case UNKNOWN -> "Unknown";
        };
    Object transition =
        status.equals(before.get("status")) ? before.get("lastTransitionTime") : null;
    var condition = new LinkedHashMap<String, Object>();
    condition.put("type", READY);
    condition.put("status", status);
    condition.put("reason", reason(verdict.state()));
    condition.put("message", String.join("; ", verdict.evidence()));
    condition.put("lastTransitionTime", Objects.requireNonNullElseGet(transition, () -> now()));
    condition.put("observedGeneration", routee.metadata().generation());
    return condition;
  }

  private String now() {
    return clock.wall().toString();
  }

  private static String reason(Verdict.State state) {
    return switch (state) {
      case PASSING -> "Passing";
      case DEGRADED -> "Degraded";
      case FAILING -> "Failing";
      case UNKNOWN -> "NotProbed";
    };
  }

  private static Map<?, ?> ready(Resource routee) {
    for (Object condition : conditions(routee)) {
      if (isReady(condition) && condition instanceof Map<?, ?> map) {
        return map;
      }
    }
    return Map.of();
  }

  private static boolean isReady(Object condition) {
    return condition instanceof Map<?, ?> map && READY.equals(map.get("type"));
  }

  private static List<?> conditions(Resource routee) {
    return routee.status().get("conditions") instanceof List<?> list ? list : List.of();
  }
}
