package dev.weft.registry.alert;

import dev.weft.model.mesh.RouteeId;
import dev.weft.model.mesh.ServiceName;
import dev.weft.model.mesh.Snapshot;
import dev.weft.model.observe.MeshEvent;
import dev.weft.model.time.Clock;
import dev.weft.registry.alert.AlertSources.AgentSeen;
import dev.weft.registry.event.EventLog;
import dev.weft.registry.event.RecordedEvent;
import dev.weft.registry.observe.Calls;
import dev.weft.registry.observe.Observations;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Makes the {@link Scene} of each second, and remembers what has to be compared with before: who
 * was there, and at which revision the mesh was. Belongs to one thread.
 */
final class Lookout {
  /** Who has left for so long is not expected back. */
  static final Duration EXPECTED = Duration.ofMinutes(10);

  private static final int SHED_SLOTS = 2;
  private static final int CALL_SLOTS = 6;
  private static final Duration TURNING = Duration.ofMinutes(5);
  private static final int LAG_SECONDS = 60;
  private static final Set<String> TURNS =
      Set.of("Passing", "Degraded", "Failing", "Ejected", "Returned");

  private record Known(boolean there, Instant since) {}

  private final AlertSources sources;
  private final Observations observations;
  private final EventLog events;
  private final Clock clock;
  private final Map<ServiceName, Known> services = new HashMap<>();
  private final Map<String, Known> agents = new HashMap<>();
  private final Deque<Long> revisions = new ArrayDeque<>();
  private Snapshot last = Snapshot.EMPTY;

  Lookout(AlertSources sources, Observations observations, EventLog events, Clock clock) {
    this.sources = sources;
    this.observations = observations;
    this.events = events;
    this.clock = clock;
  }

  @SuppressWarnings("ReferenceEquality") // the same object while nothing changes
  Scene look() {
    Instant now = clock.wall();
    Snapshot snapshot = sources.snapshot();
    if (snapshot != last) {
      snapshot
          .services()
          .forEach((name, state) -> note(services, name, !state.routees().isEmpty(), now));
      services.keySet().removeIf(name -> !snapshot.services().containsKey(name));
      last = snapshot;
    }
    List<AgentSeen> seen = sources.agents();
    var calls = new HashMap<ServiceName, Calls>();
    var usual = new HashMap<ServiceName, Long>();
    var shed = new HashMap<ServiceName, Integer>();
    for (ServiceName service : observations.services()) {
      calls.put(service, observations.of(service, CALL_SLOTS));
      usual.put(service, observations.usualP99Nanos(service));
      shed.put(service, observations.shed(service, SHED_SLOTS));
    }
    return new Scene(
        snapshot,
        gone(services, now),
        calls,
        usual,
        shed,
        turns(now),
        lost(seen, now),
        behind(seen, snapshot.revision()),
        sources.massLapse().orElse(null),
        sources.freeBytes());
  }

  private static <K> void note(Map<K, Known> all, K key, boolean there, Instant now) {
    Known known = all.get(key);
    if (there && (known == null || !known.there)) {
      all.put(key, new Known(true, now));
    } else if (!there && known != null && known.there) {
      all.put(key, new Known(false, now));
    }
  }

  /** Those that were there, until they are no longer expected back. */
  private static <K> Map<K, Instant> gone(Map<K, Known> all, Instant now) {
    var gone = new HashMap<K, Instant>();
    all.values().removeIf(known -> !known.there && known.since.plus(EXPECTED).isBefore(now));
    all.forEach((key, known) -> {
      if (!known.there) {
        gone.put(key, known.since);
      }
    });
    return gone;
  }

  private Map<String, Instant> lost(List<AgentSeen> seen, Instant now) {
    var live = new HashMap<String, Boolean>();
    seen.forEach(agent -> live.put(agent.name(), agent.live()));
    live.forEach((name, lives) -> note(agents, name, lives, now));
    for (String name : List.copyOf(agents.keySet())) {
      note(agents, name, live.getOrDefault(name, false), now);
    }
    return gone(agents, now);
  }

  /** Live agents that serve less than what was there a minute ago. */
  private List<String> behind(List<AgentSeen> seen, long revision) {
    revisions.addLast(revision);
    if (revisions.size() <= LAG_SECONDS) {
      return List.of();
    }
    long minuteAgo = revisions.removeFirst();
    return seen.stream()
        .filter(agent -> agent.live() && agent.revision() > 0 && agent.revision() < minuteAgo)
        .map(AgentSeen::name)
        .toList();
  }

  /** As whoever saw most of a routee's turns did: what ten brokers see has happened once. */
  private Map<RouteeId, Scene.Turns> turns(Instant now) {
    var bySource = new HashMap<RouteeId, Map<String, Integer>>();
    var turns = new HashMap<RouteeId, Scene.Turns>();
    for (RecordedEvent recorded : events.since(now.minus(TURNING))) {
      MeshEvent event = recorded.event();
      RouteeId routee = event.routee();
      if (routee != null && TURNS.contains(event.reason())) {
        int count =
            bySource
                .computeIfAbsent(routee, id -> new HashMap<>())
                .merge(event.source(), 1, Integer::sum);
        turns.merge(
            routee,
            new Scene.Turns(event.service(), count),
            (before, one) -> one.count() > before.count() ? one : before);
      }
    }
    return turns;
  }
}
