package dev.weft.bench.fault;

import dev.weft.bench.fault.call.Callers;
import dev.weft.bench.fault.call.Calls;
import dev.weft.bench.fault.routee.Behaviour;
import java.io.IOException;
import java.util.List;

/** Routees that answer well, and late. */
final class Slowness {
  private static final double FAIR = 0.15;
  private static final long SECOND = 1_000_000_000L;

  private Slowness() {}

  static List<Figure> twentyTimes(Stage stage) throws IOException {
    return slower(stage, 20, 0.02);
  }

  static List<Figure> fiveTimes(Stage stage) throws IOException {
    return slower(stage, 5, 0.07);
  }

  private static List<Figure> slower(Stage stage, int factor, double most) throws IOException {
    stage.open(Shape.USUAL);
    Routee slow = stage.routee(0);
    Callers callers = stage.call("GET");
    stage.rest(4);
    long at = stage.now();
    slow.behave(Behaviour.slower(factor));
    stage.rest(13);
    long recovered = stage.now();
    slow.behave(Behaviour.GOOD);
    Received received = stage.received();
    boolean fair =
        stage.await(30, () -> received.share(slow, stage.now() - SECOND, stage.now()) >= FAIR);
    double fairAfter = (stage.now() - recovered) / 1e9;
    Calls calls = callers.stop();
    double share = received.share(slow, at + 10 * SECOND, recovered);
    return List.of(
        Kills.failed(calls),
        Figure.judged(share < most, "share %.1f %% after 10 s", 100 * share),
        Figure.told("%.1f %% in the first second", 100 * received.share(slow, at, at + SECOND)),
        Figure.told("p99 %.0f ms", calls.between(at, recovered).millis(0.99)),
        fair
            ? Figure.judged(true, "fair again after %.0f s", fairAfter)
            : Figure.judged(
                false,
                "not fair 30 s after its recovery: %.1f %%",
                100 * received.share(slow, stage.now() - SECOND, stage.now())));
  }
}
