package dev.weft.registry;

import dev.weft.model.mesh.RouteeId;
import dev.weft.model.mesh.Verdict;
import dev.weft.model.mesh.VerdictSink;
import dev.weft.model.resource.Kind;
import dev.weft.model.resource.Resource;
import dev.weft.model.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
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
        && Conditions.says(routee.status(), condition(verdict), routee.metadata().generation());
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
    return Conditions.with(
        status, condition(verdict), routee.metadata().generation(), clock.wall());
  }

  private static Conditions.Condition condition(Verdict verdict) {
    String message = String.join("; ", verdict.evidence());
    return switch (verdict.state()) {
      case PASSING -> new Conditions.Condition(READY, Conditions.Status.TRUE, "Passing", message);
      case DEGRADED -> new Conditions.Condition(READY, Conditions.Status.TRUE, "Degraded", message);
      case FAILING -> new Conditions.Condition(READY, Conditions.Status.FALSE, "Failing", message);
      case UNKNOWN ->
          new Conditions.Condition(READY, Conditions.Status.UNKNOWN, "NotProbed", message);
    };
  }
}
