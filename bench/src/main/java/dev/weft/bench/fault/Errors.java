package dev.weft.bench.fault;

import dev.weft.bench.fault.call.Callers;
import dev.weft.bench.fault.call.Calls;
import dev.weft.bench.fault.routee.Behaviour;
import dev.weft.bench.fault.routee.Behaviour.Way;
import dev.weft.bench.fault.routee.Ledger;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Routees that answer with errors, or break off. */
final class Errors {
  private static final long SECOND = 1_000_000_000L;

  /** A fifth, and what chance adds to 1,000 tries in a second: four standard deviations. */
  private static final double FAIR_AT_MOST = 0.25;

  /** Five errors, then a trial after 1, 2, 4 and 8 s; and two calls that were under way. */
  private static final int FIVE_AND_TRIALS = 5 + 4 + 2;

  private Errors() {}

  static List<Figure> fiveInARow(Stage stage) throws IOException {
    stage.open(Shape.USUAL);
    Routee bad = stage.routee(0);
    Callers callers = stage.call("GET");
    stage.rest(stage.setting().brief() ? 2 : 4);
    long at = stage.now();
    bad.behave(Behaviour.always(Way.ERROR));
    stage.rest(0.6); // it is out by then, and well again before the trial
    bad.behave(Behaviour.GOOD);
    stage.rest(stage.setting().brief() ? 2.5 : 5);
    Calls calls = callers.stop();
    List<Ledger.Entry> its = Received.by(bad, at, Long.MAX_VALUE);
    var trials = new Trials(its);
    double outAfter = trials.firstGapAfter(at) / 1e6;
    if (Double.isNaN(outAfter)) {
      return List.of(Kills.failed(calls), Figure.judged(false, "never out"));
    }
    return List.of(
        Kills.failed(calls),
        Figure.judged(outAfter < 500, "out after %.0f ms", outAfter),
        Figure.judged(
            trials.gapSeconds(0) >= 0.8 && trials.gapSeconds(0) <= 1.5,
            "a trial after %.2f s",
            trials.gapSeconds(0)),
        Figure.judged(
            trials.together(0, 5_000_000) == 1, "%d call for it", trials.together(0, 5_000_000)));
  }

  static List<Figure> fastFailing(Stage stage) throws IOException {
    stage.open(Shape.USUAL);
    Routee bad = stage.routee(0);
    Received received = stage.received();
    Callers callers = stage.call("GET");
    stage.rest(3);
    long at = stage.now();
    bad.behave(Behaviour.always(Way.ERROR));
    stage.rest(17);
    long some = stage.now();
    List<Ledger.Entry> always = Received.by(bad, at, some);
    var trials = new Trials(always);
    bad.behave(Behaviour.GOOD);
    stage.await(30, () -> received.share(bad, stage.now() - SECOND, stage.now()) > 0.15);
    long from = stage.now();
    bad.behave(Behaviour.sometimes(Way.ERROR, 0.3));
    stage.rest(8);
    long end = stage.now();
    Calls calls = callers.stop();
    double most =
        Math.max(
            received.mostShare(bad, at, some, SECOND), received.mostShare(bad, from, end, SECOND));
    return List.of(
        Kills.failed(calls),
        Figure.told(
            "share %.1f %% always, %.1f %% at 30 %%",
            100 * received.share(bad, at, some), 100 * received.share(bad, from, end)),
        Figure.judged(most <= FAIR_AT_MOST, "at most %.1f %% in a second", 100 * most),
        Figure.judged(trials.most() <= 1, "%d calls in a trial at most", trials.most()),
        Figure.judged(
            always.size() <= FIVE_AND_TRIALS,
            "tried %d times in 17 s, waits %s",
            always.size(),
            trials.waits()));
  }

  static List<Figure> all(Stage stage) throws IOException {
    stage.open(Shape.USUAL);
    Callers callers = stage.call("GET");
    stage.rest(3);
    long at = stage.now();
    stage.routees().forEach(routee -> routee.behave(Behaviour.always(Way.ERROR)));
    stage.rest(5);
    long end = stage.now();
    stage.routees().forEach(routee -> routee.behave(Behaviour.GOOD));
    stage.rest(3);
    Calls calls = callers.stop();
    Calls during = calls.between(at, end);
    int unanswered = during.where(call -> !call.failure().isEmpty()).count();
    int refused = during.where(call -> call.status() == 503).count();
    return List.of(
        Figure.judged(unanswered == 0, "%d of %d without an answer", unanswered, during.count()),
        Figure.judged(during.worstMillis() < 1_000, "worst %.0f ms", during.worstMillis()),
        Figure.told("%.0f %% with 503 by the broker", 100.0 * refused / during.count()),
        Outages.goodAgain(calls, end, end + 3 * SECOND, 2));
  }

  static List<Figure> flapping(Stage stage) throws IOException {
    stage.open(Shape.USUAL);
    Routee bad = stage.routee(0);
    StandingWatch watch = stage.watch(bad);
    Callers callers = stage.call("GET");
    stage.rest(3);
    long at = stage.now();
    for (int i = 0; i < 20; i++) {
      bad.behave(Behaviour.always(Way.ERROR));
      stage.rest(0.5);
      bad.behave(Behaviour.GOOD);
      stage.rest(0.5);
    }
    Calls calls = callers.stop();
    long out =
        watch.changes().stream()
            .filter(change -> change.nanos() > at && change.standing().equals("ejected"))
            .count();
    long back =
        watch.changes().stream()
            .filter(change -> change.nanos() > at && change.standing().equals("passing"))
            .count();
    return List.of(
        Kills.failed(calls),
        Figure.judged(out + back <= 10, "%d times out, %d times back", out, back),
        Figure.told("share %.1f %%", 100 * stage.received().share(bad, at, stage.now())));
  }

  static List<Figure> closing(Stage stage) throws IOException {
    stage.open(Shape.USUAL);
    stage.routees().forEach(routee -> routee.behave(Behaviour.sometimes(Way.CLOSE, 0.05)));
    Callers callers = stage.call("GET");
    stage.rest(10);
    Calls gets = callers.stop();
    callers = stage.call("POST");
    stage.rest(10);
    Calls posts = callers.stop();
    long first = posts.all().getFirst().id();
    long twice = stage.received().twice(first);
    double failed = (double) posts.failed().count() / posts.count();
    return List.of(
        Kills.failed(gets),
        Figure.judged(twice == 0, "POST: %d twice", twice),
        Figure.judged(failed < 0.01, "%.2f %% failed", 100 * failed));
  }

  static List<Figure> broken(Stage stage) throws IOException {
    stage.open(Shape.USUAL);
    var figures = new ArrayList<Figure>();
    for (Way way : List.of(Way.RESET, Way.CUT)) {
      Routee bad = stage.routee(way == Way.RESET ? 0 : 1);
      Callers callers = stage.call("GET");
      stage.rest(2);
      long at = stage.now();
      bad.behave(Behaviour.always(way));
      stage.rest(8);
      long end = stage.now();
      Calls calls = callers.stop();
      bad.behave(Behaviour.GOOD);
      double share = stage.received().share(bad, at + SECOND, end);
      String what = way == Way.RESET ? "reset" : "cut";
      figures.add(Figure.judged(share < 0.02, "%s: share %.2f %% after 1 s", what, 100 * share));
      // Of an answer that has begun nothing can be taken back: such a call fails.
      int failed = calls.failed().count();
      figures.add(
          way == Way.RESET
              ? Kills.failed(calls)
              : Figure.told("%d of %d failed", failed, calls.count()));
    }
    return figures;
  }

  /** How often a routee was tried after it was found bad, with how many calls each time. */
  private static final class Trials {
    /** No trial comes sooner; calls of a routee in use come much sooner. */
    private static final long GAP = 300_000_000L;

    private final List<Ledger.Entry> entries;
    private final List<Integer> starts = new ArrayList<>();

    Trials(List<Ledger.Entry> entries) {
      this.entries = entries;
      for (int i = 1; i < entries.size(); i++) {
        if (entries.get(i).nanos() - entries.get(i - 1).nanos() > GAP) {
          starts.add(i);
        }
      }
    }

    /** Nanoseconds to the last call before the first gap; not a number where there was no gap. */
    double firstGapAfter(long nanos) {
      return starts.isEmpty()
          ? Double.NaN
          : (double) (entries.get(starts.getFirst() - 1).nanos() - nanos);
    }

    double gapSeconds(int trial) {
      if (trial >= starts.size()) {
        return Double.NaN;
      }
      int at = starts.get(trial);
      return (entries.get(at).nanos() - entries.get(at - 1).nanos()) / 1e9;
    }

    /** Calls within a span from a trial's first on. */
    int together(int trial, long nanos) {
      if (trial >= starts.size()) {
        return 0;
      }
      long from = entries.get(starts.get(trial)).nanos();
      return (int)
          entries.stream()
              .filter(entry -> entry.nanos() >= from && entry.nanos() < from + nanos)
              .count();
    }

    int most() {
      int most = 0;
      for (int i = 0; i < starts.size(); i++) {
        int end = i + 1 < starts.size() ? starts.get(i + 1) : entries.size();
        most = Math.max(most, end - starts.get(i));
      }
      return most;
    }

    String waits() {
      var waits = new ArrayList<String>();
      for (int i = 0; i < Math.min(6, starts.size()); i++) {
        waits.add(dev.weft.bench.result.Report.number("%.1f", gapSeconds(i)));
      }
      return String.join(", ", waits) + (starts.size() > 6 ? " …" : "") + " s";
    }
  }
}
