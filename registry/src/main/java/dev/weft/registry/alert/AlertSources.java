package dev.weft.registry.alert;

import dev.weft.model.mesh.Snapshot;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What the rules are asked to look at. Called once a second, on the clock's thread. */
public interface AlertSources {
  /** The newest state of the mesh. */
  Snapshot snapshot();

  /** The agents that have reported and are not forgotten. */
  List<AgentSeen> agents();

  /** Evictions that are held back: since when, and a sentence. */
  Optional<Held> massLapse();

  /** Where the data is. */
  long freeBytes();

  /**
   * An agent.
   *
   * @param live whether its lease runs
   * @param revision that its broker serves
   */
  record AgentSeen(String name, boolean live, long revision) {}

  /** A mass lapse. */
  record Held(Instant since, String message) {}
}
