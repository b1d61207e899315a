package dev.weft.bench.compare;

import dev.weft.bench.result.Numbers;
import dev.weft.bench.result.Report;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Loads the proxies in turn, again and again, and compares what a request costs them. */
final class Rounds {
  /** One load on the proxy at a port. */
  interface Slice {
    Load.Outcome run(Field.Entry entry);
  }

  private static final class Figures {
    private final Numbers micros = new Numbers();
    private final Numbers user = new Numbers();
    private final Numbers done = new Numbers();
    private final Numbers p50 = new Numbers();
    private final Numbers p99 = new Numbers();
    private long failed;
    private long unanswered;
  }

  private final Report report;
  private final int rounds;

  Rounds(Report report, int rounds) {
    this.report = report;
    this.rounds = rounds;
  }

  static void table(Report report, String title, String first) {
    report.table(
        title,
        "answers",
        "proxy",
        "CPU µs a request (least–most)",
        "of it user",
        "requests a round",
        "p50 / p99 ms",
        first + "'s CPU / its",
        "failed, unanswered",
        "RSS MB");
  }

  /**
   * Runs the rounds and writes a row for each proxy. The first is loaded once more at each round's
   * end: the ratio of its two slices is the A/A run, which must contain 1.
   */
  void compare(String what, List<Field.Entry> entries, Slice slice) {
    var order = new ArrayList<>(entries);
    order.add(entries.getFirst());
    List<Figures> figures = new ArrayList<>();
    order.forEach(entry -> figures.add(new Figures()));
    for (int round = 0; round < rounds; round++) {
      report.progress(what + ", round " + (round + 1) + " of " + rounds);
      for (int i = 0; i < order.size(); i++) {
        measure(order.get(i), slice, figures.get(i));
      }
    }
    for (int i = 0; i < entries.size(); i++) {
      write(what, entries.get(i), figures.get(i), figures.getFirst());
    }
    report.row(
        what,
        "A/A " + entries.getFirst().proxy().name(),
        figures.getLast().micros.spread("%.1f"),
        "",
        "",
        "",
        figures.getFirst().micros.over(figures.getLast().micros).spread("%.2f"),
        "",
        "");
  }

  private static void measure(Field.Entry entry, Slice slice, Figures into) {
    Running.Cpu before = entry.process().cpu();
    Load.Outcome outcome = slice.run(entry);
    Running.Cpu spent = entry.process().cpu().minus(before);
    into.micros.add(spent.all() / 1e3 / outcome.done());
    into.user.add(spent.user() / 1e3 / outcome.done());
    into.done.add((double) outcome.done());
    into.p50.add(outcome.p50() / 1e3);
    into.p99.add(outcome.p99() / 1e3);
    into.failed += outcome.failed();
    into.unanswered += outcome.unanswered();
  }

  private void write(String what, Field.Entry entry, Figures own, Figures first) {
    report.row(
        what,
        entry.proxy().name(),
        own.micros.spread("%.1f"),
        Report.number("%.1f", own.user.median()),
        Report.number("%,.0f", own.done.median()),
        own.p99.median() > 0
            ? Report.number("%.2f / %.1f", own.p50.median(), own.p99.median())
            : "–",
        own == first ? "1" : first.micros.over(own.micros).spread("%.2f"),
        String.format(Locale.ROOT, "%d, %d", own.failed, own.unanswered),
        Report.number("%.0f", entry.process().rss() / 1e6));
  }
}
