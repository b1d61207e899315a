package dev.weft.registry.observe;

import dev.weft.model.mesh.RouteeId;
import dev.weft.model.observe.ProcessUse;
import dev.weft.model.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the processes of routees use, as the agents beside them reported it last. Safe for use by
 * any thread; nothing blocks. A process that nobody reports of is forgotten after fifteen seconds.
 */
public final class Processes {
  private static final int MOST = 50_000;
  private static final long SILENT_NANOS = Duration.ofSeconds(15).toNanos();

  /** What an agent reported, and when on the clock. */
  public record Reported(String agent, ProcessUse use, long nanos) {}

  private final Map<RouteeId, Reported> last = new HashMap<>();
  private final Clock clock;

  public Processes(Clock clock) {
    this.clock = clock;
  }

  /** Takes what an agent has just sampled. */
  public synchronized void take(String agent, List<ProcessUse> uses) {
    long now = clock.nanos();
    for (ProcessUse use : uses) {
      if (last.containsKey(use.routee()) || last.size() < MOST) {
        last.put(use.routee(), new Reported(agent, use, now));
      }
    }
  }

  /** The newest of a routee's process. */
  public synchronized Optional<Reported> of(RouteeId routee) {
    forget();
    return Optional.ofNullable(last.get(routee));
  }

  /** Whose means are nearly used up, and which. */
  public synchronized Map<RouteeId, List<String>> saturated() {
    forget();
    var saturated = new HashMap<RouteeId, List<String>>();
    last.forEach((routee, reported) -> {
      @Nullable String what = reported.use().saturated();
      if (what != null) {
        saturated.put(routee, List.of(what));
      }
    });
    return saturated;
  }

  private void forget() {
    long now = clock.nanos();
    last.values().removeIf(reported -> now - reported.nanos > SILENT_NANOS);
  }
}
