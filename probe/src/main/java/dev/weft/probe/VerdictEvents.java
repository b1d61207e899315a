package dev.weft.probe;

import dev.weft.model.mesh.Routee;
import dev.weft.model.mesh.Verdict;
import dev.weft.model.observe.EventSink;
import dev.weft.model.observe.MeshEvent;
import dev.weft.model.time.Clock;

/** Tells of each verdict that turns, with its evidence. Safe for use by any thread. */
final class VerdictEvents {
  private final EventSink sink;
  private final String source;
  private final Clock clock;

  VerdictEvents(EventSink sink, String source, Clock clock) {
    this.sink = sink;
    this.source = source;
    this.clock = clock;
  }

  void turned(Routee routee, Verdict verdict, Verdict.State before) {
    sink.tell(
        new MeshEvent(
            clock.wall(),
            verdict.state() == Verdict.State.PASSING
                ? MeshEvent.Severity.INFO
                : MeshEvent.Severity.WARNING,
            reason(verdict.state()),
            routee.service(),
            routee.id(),
            source,
            "%s, was %s: %s"
                .formatted(verdict.state(), before, String.join("; ", verdict.evidence()))));
  }

  private static String reason(Verdict.State state) {
    return switch (state) {
      case PASSING -> "Passing";
      case DEGRADED -> "Degraded";
      case FAILING -> "Failing";
      case UNKNOWN -> "Unknown";
    };
  }
}
