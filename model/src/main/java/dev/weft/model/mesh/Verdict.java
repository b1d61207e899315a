package dev.weft.model.mesh;

import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * A probe's judgement of a routee.
 *
 * @param evidence why, in sentences for people, newest first; at most a handful
 * @param since when the state was first reached
 */
public record Verdict(State state, List<String> evidence, Instant since) {
  /** Before any probe has looked. */
  public static final Verdict UNKNOWN =
      new Verdict(State.UNKNOWN, List.of("not probed yet"), Instant.EPOCH);

  public Verdict {
    evidence = List.copyOf(evidence);
  }

  /** What a probe can say of a routee. */
  public enum State {
    PASSING,
    DEGRADED,
    FAILING,
    UNKNOWN;

    /** As written in resources. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
