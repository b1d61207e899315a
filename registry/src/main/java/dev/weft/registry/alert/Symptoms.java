package dev.weft.registry.alert;

import dev.weft.model.mesh.Routee;
import dev.weft.model.mesh.ServiceName;
import dev.weft.model.mesh.Snapshot;
import dev.weft.model.mesh.Snapshot.ServiceState;
import dev.weft.model.mesh.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Finds what holds of a {@link Scene}. What follows from a service's state alone is kept until that
 * changes, so that a large mesh at rest costs nothing. Belongs to one thread.
 */
final class Symptoms {
  /** The subject of what concerns the registry itself. */
  static final String REGISTRY = "registry";

  static final long FEWEST_FREE_BYTES = 64L << 20;

  private static final double MOST_ERRORS = 0.05;
  private static final int FEWEST_FOR_ERRORS = 50;
  private static final int FEWEST_FOR_SLOW = 100;
  private static final long SLOW_NANOS = 25_000_000;
  private static final int TIMES_USUAL = 3;
  private static final int MOST_TURNS = 6;

  private record Known(ServiceState state, List<Symptom> symptoms) {}

  private Map<ServiceName, Known> known = Map.of();
  private List<Symptom> ofStates = List.of();
  private Snapshot last = Snapshot.EMPTY;

  @SuppressWarnings("ReferenceEquality") // the same object while nothing changes
  List<Symptom> of(Scene scene) {
    if (scene.snapshot() != last) {
      ofStates = ofStates(scene.snapshot());
      last = scene.snapshot();
    }
    var symptoms = new ArrayList<Symptom>(ofStates);
    ofCalls(scene, symptoms);
    ofRegistry(scene, symptoms);
    return symptoms;
  }

  @SuppressWarnings("ReferenceEquality") // as above
  private List<Symptom> ofStates(Snapshot snapshot) {
    var symptoms = new ArrayList<Symptom>();
    var next = new HashMap<ServiceName, Known>();
    snapshot
        .services()
        .forEach((name, state) -> {
          Known before = known.get(name);
          Known now =
              before != null && before.state == state
                  ? before
                  : new Known(state, ofState(name, state));
          next.put(name, now);
          symptoms.addAll(now.symptoms);
        });
    known = next;
    return symptoms;
  }

  private static List<Symptom> ofState(ServiceName name, ServiceState state) {
    var symptoms = new ArrayList<Symptom>();
    Instant lastTurned = Instant.EPOCH;
    boolean down = !state.routees().isEmpty();
    boolean allServe = true; // when somebody was taken out of service no verdict says
    for (Routee routee : state.routees()) {
      down &= !routee.admitted();
      allServe &= routee.duty() == Routee.Duty.IN_SERVICE;
      Instant since = routee.verdict().since();
      lastTurned = since.isAfter(lastTurned) ? since : lastTurned;
      switch (routee.verdict().state()) {
        case FAILING ->
            symptoms.add(of(Rule.ROUTEE_FAILING, routee, "fails its checks: " + why(routee)));
        case DEGRADED ->
            symptoms.add(of(Rule.ROUTEE_DEGRADED, routee, "is degraded: " + why(routee)));
        case PASSING, UNKNOWN -> {}
      }
      if (routee.duty() == Routee.Duty.DAMPED) {
        symptoms.add(
            of(Rule.FLAPPING, routee, "registers and leaves, or moves, too often: it is damped"));
      }
    }
    if (down) {
      symptoms.add(
          new Symptom(
              Rule.SERVICE_DOWN,
              name.toString(),
              name,
              null,
              allServe ? lastTurned : null,
              noneTakesCalls(name, state.routees())));
    }
    return List.copyOf(symptoms);
  }

  private static String noneTakesCalls(ServiceName name, List<Routee> routees) {
    String who =
        routees.size() == 1
            ? "the only routee of " + name
            : "none of the " + routees.size() + " routees of " + name;
    return who + (routees.size() == 1 ? " takes no calls: " : " takes calls: ") + census(routees);
  }

  private static Symptom of(Rule rule, Routee routee, String message) {
    return new Symptom(
        rule,
        routee.id().toString(),
        routee.service(),
        routee.id(),
        rule == Rule.FLAPPING ? null : routee.verdict().since(),
        routee.id() + " of " + routee.service() + " " + message);
  }

  private static String why(Routee routee) {
    return String.join("; ", routee.verdict().evidence());
  }

  private static String census(List<Routee> routees) {
    long out = routees.stream().filter(r -> r.duty() != Routee.Duty.IN_SERVICE).count();
    var parts = new ArrayList<String>();
    for (Verdict.State state : new Verdict.State[] {Verdict.State.FAILING, Verdict.State.UNKNOWN}) {
      long count =
          routees.stream()
              .filter(r -> r.duty() == Routee.Duty.IN_SERVICE && r.verdict().state() == state)
              .count();
      if (count > 0) {
        parts.add(count + (state == Verdict.State.FAILING ? " failing" : " without a verdict yet"));
      }
    }
    if (out > 0) {
      parts.add(out + " out of service");
    }
    return String.join(", ", parts);
  }

  private static void ofCalls(Scene scene, List<Symptom> symptoms) {
    scene
        .calls()
        .forEach((service, calls) -> {
          if (calls.tries() >= FEWEST_FOR_ERRORS && calls.errorRate() > MOST_ERRORS) {
            symptoms.add(
                Symptom.of(
                    Rule.SERVICE_ERRORS,
                    service,
                    String.format(
                        Locale.ROOT,
                        "%.1f %% of %d tries at routees of %s failed in the last 30 s",
                        100 * calls.errorRate(),
                        calls.tries(),
                        service)));
          }
          long usual = scene.usualP99Nanos().getOrDefault(service, 0L);
          long p99 =
              usual > 0 && calls.latencies().total() >= FEWEST_FOR_SLOW ? calls.p99Nanos() : 0;
          if (p99 > SLOW_NANOS && p99 > TIMES_USUAL * usual) {
            symptoms.add(
                Symptom.of(
                    Rule.SERVICE_SLOW,
                    service,
                    String.format(
                        Locale.ROOT,
                        "the p99 of %s is about %d ms, usually %.1f ms",
                        service,
                        p99 / 1_000_000,
                        usual / 1e6)));
          }
        });
    scene
        .shed()
        .forEach((service, count) -> {
          if (count > 0) {
            symptoms.add(
                Symptom.of(
                    Rule.OVERLOADED,
                    service,
                    service
                        + " has more calls than it can do: brokers shed "
                        + count
                        + " in the last 10 s with 503 and Retry-After"));
          }
        });
    scene
        .turns()
        .forEach((routee, turns) -> {
          if (turns.count() >= MOST_TURNS) {
            symptoms.add(
                new Symptom(
                    Rule.FLAPPING,
                    routee.toString(),
                    turns.service(),
                    routee,
                    null,
                    routee + " has turned " + turns.count() + " times in the last 5 minutes"));
          }
        });
  }

  private static void ofRegistry(Scene scene, List<Symptom> symptoms) {
    scene
        .left()
        .forEach((service, when) ->
            symptoms.add(
                new Symptom(
                    Rule.SERVICE_DOWN,
                    service.toString(),
                    service,
                    null,
                    when,
                    "the last routee of "
                        + service
                        + " has left; if that was meant, 'weft delete service "
                        + service.name()
                        + "' says so")));
    scene
        .lost()
        .forEach((agent, when) ->
            symptoms.add(
                new Symptom(
                    Rule.AGENT_LOST,
                    agent,
                    null,
                    null,
                    when,
                    "agent "
                        + agent
                        + " is silent: its host, or the way from there, may be down")));
    for (String agent : scene.behind()) {
      symptoms.add(
          new Symptom(
              Rule.BROKER_BEHIND,
              agent,
              null,
              null,
              null,
              "the broker of agent " + agent + " serves a state of the mesh over a minute old"));
    }
    AlertSources.Held massLapse = scene.massLapse();
    if (massLapse != null) {
      symptoms.add(
          new Symptom(
              Rule.MASS_LAPSE, REGISTRY, null, null, massLapse.since(), massLapse.message()));
    }
    if (scene.freeBytes() < FEWEST_FREE_BYTES) {
      symptoms.add(
          new Symptom(
              Rule.DISK_FULL,
              REGISTRY,
              null,
              null,
              null,
              "only "
                  + (scene.freeBytes() >> 20)
                  + " MiB are free where the registry keeps its data: make room"));
    }
  }
}
