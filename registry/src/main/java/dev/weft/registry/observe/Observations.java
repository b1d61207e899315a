package dev.weft.registry.observe;

import dev.weft.model.mesh.RouteeId;
import dev.weft.model.mesh.ServiceName;
import dev.weft.model.observe.RouteeObservation;
import dev.weft.model.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Joins what all agents report of their brokers' calls. Safe for use by any thread; nothing blocks.
 *
 * <p>What nobody calls is forgotten: a routee after ten seconds, a service after an hour.
 */
public final class Observations {
  private static final int MOST_SERVICES = 5_000;
  private static final int MOST_ROUTEES = 50_000;
  private static final long HOUR_NANOS = Duration.ofHours(1).toNanos();

  private final Map<ServiceName, Window> services = new HashMap<>();
  private final Map<RouteeId, Claims> routees = new HashMap<>();
  private final Clock clock;

  public Observations(Clock clock) {
    this.clock = clock;
  }

  /**
   * Takes what an agent saw since its last report.
   *
   * @param shed calls that were refused for want of room, by service
   */
  public synchronized void take(
      String agent, List<RouteeObservation> seen, Map<ServiceName, Integer> shed) {
    long now = clock.nanos();
    for (RouteeObservation one : seen) {
      if (services.containsKey(one.service()) || services.size() < MOST_SERVICES) {
        services
            .computeIfAbsent(one.service(), key -> new Window(now))
            .add(one.errors(), one.latencies(), now);
      }
      if (routees.containsKey(one.routee()) || routees.size() < MOST_ROUTEES) {
        routees
            .computeIfAbsent(one.routee(), key -> new Claims())
            .take(agent, one.tries(), one.errors(), one.degraded(), now);
      }
    }
    shed.forEach((service, count) -> {
      if (services.containsKey(service) || services.size() < MOST_SERVICES) {
        services.computeIfAbsent(service, key -> new Window(now)).addShed(count, now);
      }
    });
  }

  /** The services that were called in the last hour. */
  public synchronized Set<ServiceName> services() {
    long now = clock.nanos();
    services.values().removeIf(window -> now - window.usedNanos() > HOUR_NANOS);
    return Set.copyOf(services.keySet());
  }

  /**
   * A service's calls of late.
   *
   * @param slots 1 to 12, of five seconds each; the present one is not over
   */
  public synchronized Calls of(ServiceName service, int slots) {
    Window window = services.get(service);
    long now = clock.nanos();
    return (window == null ? new Window(now) : window).of(now, slots);
  }

  /**
   * How many calls to a service were refused of late because there was no room for them.
   *
   * @param slots as in {@link #of}
   */
  public synchronized int shed(ServiceName service, int slots) {
    Window window = services.get(service);
    return window == null ? 0 : window.shed(clock.nanos(), slots);
  }

  /** A service's usual p99 in nanoseconds, the median of its last hour; 0 if that is not known. */
  public synchronized long usualP99Nanos(ServiceName service) {
    Window window = services.get(service);
    return window == null ? 0 : window.usualP99Nanos();
  }

  /**
   * What one agent saw of a routee in the last ten seconds or so.
   *
   * @param calls tries that ended
   * @param errors those of them that failed
   * @param degraded why the agent's broker gives it less; null if it does not
   */
  public record Caller(String agent, int calls, int errors, @Nullable String degraded) {}

  /** What each agent that has called a routee of late saw of it, by its name. */
  public synchronized List<Caller> callersOf(RouteeId routee) {
    Claims claims = routees.get(routee);
    long now = clock.nanos();
    return claims == null || claims.isSilent(now) ? List.of() : claims.callers(now);
  }

  /** Which routees those find degraded who carry more than half of their calls, and why. */
  public synchronized Map<RouteeId, List<String>> degraded() {
    long now = clock.nanos();
    routees.values().removeIf(claims -> claims.isSilent(now));
    var degraded = new HashMap<RouteeId, List<String>>();
    routees.forEach((id, claims) -> {
      List<String> evidence = claims.evidence(now);
      if (!evidence.isEmpty()) {
        degraded.put(id, evidence);
      }
    });
    return degraded;
  }
}
