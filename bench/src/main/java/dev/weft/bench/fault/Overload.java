package dev.weft.bench.fault;

import dev.weft.bench.fault.call.Callers;
import dev.weft.bench.fault.call.Calls;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** More calls than the routees can do. */
final class Overload {
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private Overload() {}

  static List<Figure> limitTold(Stage stage) throws IOException {
    return overload(stage, Shape.NARROW.workers());
  }

  static List<Figure> limitNotTold(Stage stage) throws IOException {
    return overload(stage, 0);
  }

  private static List<Figure> overload(Stage stage, int limit) throws IOException {
    stage.open(5, Shape.NARROW, limit);
    int capacity = (int) (stage.routees().size() * Shape.NARROW.perSecond());
    double unloaded = run(stage, capacity / 5, 10).good().millis(0.99);
    Calls full = run(stage, capacity, 10);
    double peak = goodput(full);
    var figures = new ArrayList<Figure>();
    figures.add(Figure.told("unloaded p99 %.0f ms, peak %.0f/s", unloaded, peak));
    for (int times : List.of(2, 10)) {
      Calls calls = run(stage, capacity * times, stage.setting().brief() ? 4 : 10);
      // The first second counts too: nobody announces an overload.
      double goodput = goodput(calls);
      double p99 = calls.good().millis(0.99);
      figures.add(
          Figure.judged(
              goodput >= 0.95 * peak, "%d ×: goodput %.1f %%", times, 100 * goodput / peak));
      figures.add(
          Figure.judged(
              p99 <= 2 * unloaded,
              "p99 %.0f ms (%.1f ×; %.0f ms of waiting before a routee, %.0f ms at it)",
              p99,
              p99 / unloaded,
              stage.received().millisBefore(calls.good(), 0.99),
              stage.received().millisAt(calls.good(), 0.99)));
    }
    return figures;
  }

  private static Calls run(Stage stage, int perSecond, double seconds) {
    Callers callers =
        stage.callAt(stage.door().port(), stage.door().host(), "GET", perSecond, PATIENCE);
    stage.rest(seconds);
    return callers.stop();
  }

  /** Good answers a second, in time. */
  private static double goodput(Calls calls) {
    long span = calls.all().getLast().dueNanos() - calls.all().getFirst().dueNanos();
    return calls.good().where(call -> call.millis() <= PATIENCE.toMillis()).count() / (span / 1e9);
  }
}
