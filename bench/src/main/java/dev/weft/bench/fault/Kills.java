package dev.weft.bench.fault;

import dev.weft.bench.fault.call.Call;
import dev.weft.bench.fault.call.Callers;
import dev.weft.bench.fault.call.Calls;
import dev.weft.bench.fault.routee.Ledger;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Routees that are killed. */
final class Kills {
  private static final double FAIR = 0.15;
  private static final long HALF_SECOND = 500_000_000L;

  private Kills() {}

  static List<Figure> one(Stage stage) throws IOException {
    stage.open(Shape.USUAL);
    Routee dead = stage.routee(0);
    StandingWatch watch = stage.watch(dead);
    Callers callers = stage.call("GET");
    stage.rest(stage.setting().brief() ? 2 : 4);
    long at = stage.now();
    dead.kill();
    stage.rest(stage.setting().brief() ? 2 : 7);
    Calls calls = callers.stop();
    var figures = new ArrayList<Figure>();
    figures.add(failed(calls));
    outWithin(stage, watch, at, figures);
    figures.add(Figure.told("worst %.0f ms", calls.between(at, stage.now()).worstMillis()));
    return figures;
  }

  static Figure failed(Calls calls) {
    int failed = calls.failed().count();
    return Figure.judged(
        failed == 0,
        "%d of %d failed%s",
        failed,
        calls.count(),
        failed == 0 ? "" : " (" + calls.trouble() + ")");
  }

  /** The target of 50 ms; twice that where the machine has other work. */
  private static void outWithin(Stage stage, StandingWatch watch, long at, List<Figure> figures) {
    if (watch.changes().stream().noneMatch(change -> change.standing().equals("passing"))) {
      return; // the door does not tell
    }
    double millis = watch.outAfter(at).orElse(Long.MAX_VALUE) / 1e6;
    figures.add(
        Figure.judged(millis <= (stage.setting().brief() ? 500 : 50), "out after %.0f ms", millis));
  }

  static List<Figure> two(Stage stage) throws IOException {
    stage.open(Shape.USUAL);
    StandingWatch watch = stage.watch(stage.routee(0));
    Callers callers = stage.call("GET");
    stage.rest(4);
    stage.routee(0).kill();
    stage.routee(1).kill();
    stage.rest(2);
    stage.routee(0).restart();
    stage.routee(1).restart();
    stage.routee(0).awaitListening();
    stage.routee(1).awaitListening();
    long listening = stage.now();
    Received received = stage.received();
    stage.await(
        15, () -> received.share(stage.routee(0), stage.now() - HALF_SECOND, stage.now()) >= FAIR);
    stage.rest(2);
    Calls calls = callers.stop();
    long passing = watch.passingAfter(listening).orElse(listening);
    double fairAfter = Double.NaN;
    for (long from = passing; from < stage.now() - HALF_SECOND; from += HALF_SECOND / 5) {
      if (received.share(stage.routee(0), from, from + HALF_SECOND) >= FAIR) {
        fairAfter = (from - passing) / 1e9;
        break;
      }
    }
    return List.of(
        failed(calls),
        Figure.told("passing %.1f s after it listened", (passing - listening) / 1e9),
        Double.isNaN(fairAfter)
            ? Figure.judged(false, "no fair share within 15 s")
            : Figure.judged(fairAfter <= 1, "fair share %.1f s after that", fairAfter));
  }

  static List<Figure> posts(Stage stage) throws IOException {
    stage.open(Shape.USUAL);
    Routee dead = stage.routee(0);
    Callers callers = stage.call("POST");
    stage.rest(stage.setting().brief() ? 2 : 4);
    dead.kill();
    stage.rest(stage.setting().brief() ? 2 : 7);
    Calls calls = callers.stop();
    Set<Long> itsOwn =
        Received.by(dead, Long.MIN_VALUE, Long.MAX_VALUE).stream()
            .map(Ledger.Entry::id)
            .collect(Collectors.toSet());
    Calls failed = calls.failed();
    long others = failed.all().stream().map(Call::id).filter(id -> !itsOwn.contains(id)).count();
    long twice = stage.received().twice();
    // One may have been in the kernel, received and not yet read, when the process ended; more
    // where it did not get to run.
    int unread = stage.setting().brief() ? 10 : 1;
    return List.of(
        Figure.judged(twice == 0, "%d executed twice", twice),
        Figure.told("%d of %d failed", failed.count(), calls.count()),
        Figure.judged(
            others <= unread,
            "%d of them not received by the dead one%s",
            others,
            others == 0 ? "" : " (" + failed.trouble() + ")"));
  }
}
