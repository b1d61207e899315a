package dev.weft.bench.fault;

import dev.weft.bench.fault.call.Callers;
import dev.weft.bench.fault.call.Calls;
import dev.weft.bench.fault.routee.Behaviour;
import dev.weft.bench.fault.routee.Behaviour.Way;
import java.io.IOException;
import java.util.List;

/** Services that are gone as a whole, and come back. */
final class Outages {
  private static final long SECOND = 1_000_000_000L;

  private Outages() {}

  static List<Figure> allGone(Stage stage) throws IOException {
    stage.open(Shape.USUAL);
    Callers callers = stage.call("GET");
    stage.rest(3);
    long killed = stage.now();
    long listening = killAndRestart(stage);
    stage.rest(5);
    long unavailable = stage.now();
    stage.routees().forEach(routee -> routee.behave(Behaviour.always(Way.UNAVAILABLE)));
    stage.rest(3.5);
    long available = stage.now();
    stage.routees().forEach(routee -> routee.behave(Behaviour.GOOD));
    stage.rest(5);
    long end = stage.now();
    Calls calls = callers.stop();
    Calls during = calls.between(killed, end);
    int unanswered = during.where(call -> !call.failure().isEmpty()).count();
    Received received = stage.received();
    double surge =
        (double)
                Math.max(
                    received.mostCount(listening, unavailable, SECOND),
                    received.mostCount(available, end, SECOND))
            / stage.perSecond();
    return List.of(
        Figure.judged(
            unanswered == 0 && during.worstMillis() < 2_000,
            "%d without an answer, worst %.0f ms",
            unanswered,
            during.worstMillis()),
        goodAgain(calls, listening, unavailable, 1),
        goodAgain(calls, available, end, 1),
        Figure.judged(surge <= 1.1, "surge %.2f", surge));
  }

  /** Gives when all listen again, 3.5 s after they were killed or a little later. */
  private static long killAndRestart(Stage stage) {
    stage.routees().forEach(Routee::kill);
    stage.rest(2.5); // a JVM starts in a second or so
    stage.routees().forEach(Routee::restart);
    stage.routees().forEach(Routee::awaitListening);
    return stage.now();
  }

  /** How long after a return all calls are good, as far as was looked. */
  static Figure goodAgain(Calls calls, long at, long until, double most) {
    double after =
        calls.failed().between(at, until).all().stream()
            .mapToDouble(call -> (call.dueNanos() - at) / 1e9)
            .max()
            .orElse(0);
    return Figure.judged(after <= most, "good %.2f s after the return", after);
  }

  static List<Figure> reconnect(Stage stage) throws IOException {
    stage.open(Shape.USUAL);
    Callers callers = stage.call("GET");
    stage.rest(3);
    long killed = stage.now();
    Received received = stage.received();
    double steady = received.count(killed - 2 * SECOND, killed) / 20.0;
    long listening = killAndRestart(stage);
    stage.rest(5);
    callers.stop();
    int most = received.mostCount(listening - SECOND / 2, stage.now(), SECOND / 10);
    return List.of(
        Figure.judged(most <= 2 * steady, "at most %d in 100 ms, steady %.0f", most, steady));
  }
}
