package dev.weft.registry;

import dev.weft.model.resource.Kind;
import dev.weft.model.resource.Resource;
import dev.weft.model.time.Clock;
import dev.weft.registry.Conditions.Condition;
import dev.weft.registry.store.StoreException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Says on each resource that configures brokers whether they run it: condition {@code Programmed}
 * and {@code status.brokers}, from what agents report.
 *
 * <p>However many agents there are, a change is written at most three times: at the first refusal
 * or when all have applied it, when the last have, and once if some have not after {@link
 * #PATIENCE}. What all run is not looked at again.
 *
 * <p>Events come on the catalog's thread, {@link #sweep} on the clock's.
 */
final class Programming implements IndexListener {
  /** How long brokers may take before it is said that they take long. */
  static final Duration PATIENCE = Duration.ofSeconds(5);

  private static final System.Logger LOG = System.getLogger(Programming.class.getName());
  private static final long UNKNOWN_GENERATION = -1;

  /** Others write into the same status, each once after a change. */
  private static final int ATTEMPTS = 3;

  /** The most status writes in one sweep. */
  private static final int BATCH = 64;

  /** A resource that is not known to run everywhere, with what was said of it last. */
  private record Open(long generation, long revision, long sinceNanos, @Nullable Condition said) {
    boolean saidToRun() {
      return said != null && ProgrammedListeners.run(said);
    }

    Open saying(Condition condition) {
      return new Open(generation, revision, sinceNanos, condition);
    }
  }

  private final Map<Key, Open> open = new ConcurrentHashMap<>();
  private final Agents agents;
  private final Clock clock;

  Programming(Agents agents, Clock clock) {
    this.agents = agents;
    this.clock = clock;
  }

  /** Whether brokers run resources of this kind. */
  static boolean concerns(Kind kind) {
    return AgentReport.USUAL_KINDS.contains(kind);
  }

  @Override
  public void on(Event event) {
    if (!concerns(event.document().kind())) {
      return;
    }
    Key key = event.document().key();
    if (event.type() == Event.Type.DELETED || isProgrammed(event.resource())) {
      open.remove(key);
      return;
    }
    long generation = event.resource().metadata().generation();
    boolean waits = ProgrammedListeners.wait(event.resource().status());
    open.merge(
        key,
        new Open(generation, event.revision(), clock.nanos(), null),
        (known, fresh) ->
            // A listener may come to wait when the whole was said already.
            known.generation == generation && !(waits && known.saidToRun()) ? known : fresh);
  }

  private static boolean isProgrammed(Resource resource) {
    Map<?, ?> condition = Conditions.find(resource.status(), Finding.PROGRAMMED);
    return "True".equals(condition.get("status"))
        && !ProgrammedListeners.wait(resource.status())
        && condition.get("observedGeneration") instanceof Number seen
        && seen.longValue() == resource.metadata().generation();
  }

  /** Writes what has come about since the last sweep. */
  void sweep(Catalog catalog) {
    if (open.isEmpty() && agents.nobodyRefuses()) {
      return;
    }
    List<Agent> live = agents.live();
    Map<Key, Map<String, Refusal>> refusals = Refusals.of(live);
    for (Key key : refusals.keySet()) {
      open.putIfAbsent(key, new Open(UNKNOWN_GENERATION, 0, clock.nanos(), null));
    }
    int written = 0;
    for (var entry : open.entrySet()) {
      Key key = entry.getKey();
      Open seen = entry.getValue();
      Finding finding = find(key, seen, live, refusals.getOrDefault(key, Map.of()));
      if (finding != null && written < BATCH) {
        written += say(catalog, key, seen, finding, live) ? 1 : 0;
      }
    }
  }

  private @Nullable Finding find(Key key, Open seen, List<Agent> live, Map<String, Refusal> all) {
    var refusals = new LinkedHashMap<String, Refusal>();
    for (Agent agent : live) {
      @Nullable Refusal refusal = all.get(agent.name());
      if (refusal != null && agent.report().revision() >= seen.revision) {
        refusals.put(agent.name(), refusal); // not one of an older generation
      }
    }
    boolean late = clock.nanos() - seen.sinceNanos >= PATIENCE.toNanos();
    return Finding.of(key.kind(), seen.revision, late, live, refusals, seen.said);
  }

  /** Returns whether it was written; what fails now is tried again by the next sweep. */
  private boolean say(Catalog catalog, Key key, Open seen, Finding finding, List<Agent> live) {
    Map<String, String> refused = ProgrammedListeners.refused(key, live);
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
      Resource stored = catalog.get(key.kind(), key.namespace(), key.name()).orElse(null);
      if (stored == null) {
        open.remove(key, seen);
        return false;
      }
      long generation = stored.metadata().generation();
      if (!isTaken(stored)) {
        return false; // not ours, or not to be run: whoever said that says the rest
      }
      if (seen.generation != UNKNOWN_GENERATION && seen.generation != generation) {
        return false; // the event of its change is on its way
      }
      Map<String, Object> listeners =
          ProgrammedListeners.with(
              stored, stored.status(), finding.condition(), refused, clock.wall());
      boolean news =
          !listeners.equals(stored.status())
              || !Conditions.says(stored.status(), finding.condition(), generation);
      if (!news || write(catalog, key, stored, listeners, finding)) {
        open.replace(key, seen, seen.saying(finding.condition()));
        return news;
      }
    }
    return false;
  }

  /** Whether a gateway, or one's listener set, is accepted as it now stands. */
  private static boolean isTaken(Resource resource) {
    if (resource.kind() != Kind.GATEWAY && resource.kind() != Kind.LISTENER_SET) {
      return true;
    }
    Map<?, ?> accepted = Conditions.find(resource.status(), "Accepted");
    return "True".equals(accepted.get("status"))
        && accepted.get("observedGeneration") instanceof Number seen
        && seen.longValue() == resource.metadata().generation();
  }

  private boolean write(
      Catalog catalog, Key key, Resource stored, Map<String, Object> listeners, Finding finding) {
    Map<String, Object> status =
        Conditions.with(
            listeners, finding.condition(), stored.metadata().generation(), clock.wall());
    status.put("brokers", finding.brokers());
    try {
      catalog.putStatus(
          key.kind(), key.namespace(), key.name(), status, stored.metadata().resourceVersion());
      return true;
    } catch (CatalogException.Conflict | CatalogException.NotFound e) {
      LOG.log(System.Logger.Level.DEBUG, "{0} changed meanwhile", key);
    } catch (StoreException e) {
      LOG.log(System.Logger.Level.WARNING, "cannot write the status of " + key, e);
    }
    return false;
  }
}
