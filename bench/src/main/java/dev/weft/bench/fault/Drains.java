package dev.weft.bench.fault;

import dev.weft.bench.fault.call.Callers;
import dev.weft.bench.fault.call.Calls;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** Ends that were asked for. */
final class Drains {
  private static final Shape LONG = new Shape(1_000, 1_000);
  private static final int PER_SECOND = 200;

  private Drains() {}

  /** SIGTERM to what stands before the routees, with a second's calls under way. */
  static List<Figure> terminated(Stage stage) throws IOException {
    stage.open(LONG);
    Callers callers = stage.call("GET", PER_SECOND, Duration.ofSeconds(10));
    stage.rest(4);
    callers.pause();
    long at = stage.now();
    boolean ended = stage.door().terminate(Duration.ofSeconds(15));
    double seconds = (stage.now() - at) / 1e9;
    Calls calls = callers.stop();
    Calls underWay = calls.where(call -> call.doneNanos() > at);
    int failed = underWay.failed().count();
    return List.of(
        Figure.judged(
            failed == 0,
            "%d of %d under way failed%s",
            failed,
            underWay.count(),
            failed == 0 ? "" : " (" + underWay.trouble() + ")"),
        Figure.judged(ended, ended ? "ended after %.1f s" : "not ended after %.1f s", seconds));
  }
}
