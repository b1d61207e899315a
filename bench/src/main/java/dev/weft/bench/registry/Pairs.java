package dev.weft.bench.registry;

import dev.weft.bench.load.ClosedLoop;
import dev.weft.bench.result.Numbers;
import dev.weft.bench.result.Report;
import dev.weft.bench.server.Peer;
import dev.weft.bench.server.Server;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Loads two servers in turn, A B A B, and compares what an answer costs them. */
final class Pairs {
  private static final int CLIENTS = 64;

  /** One server and the load that it is put under. */
  record Side(Server server, ClosedLoop.Script script) {}

  private static final class Figures {
    private final Numbers micros = new Numbers();
    private final Numbers rate = new Numbers();
    private final Numbers p50 = new Numbers();
    private final Numbers p99 = new Numbers();
    private long failed;
  }

  private final Setting setting;

  Pairs(Setting setting) {
    this.setting = setting;
  }

  /** Runs the pairs and writes their rows. */
  void compare(String what, List<Side> sides) {
    setting.report().progress(what + ": warming up");
    for (Side side : sides) {
      slice(side, setting.warmUp(), new Figures());
      side.server().pin();
    }
    List<Figures> figures = new ArrayList<>();
    sides.forEach(side -> figures.add(new Figures()));
    for (int round = 0; round < setting.times(5, 10); round++) {
      for (int i = 0; i < sides.size(); i++) {
        slice(sides.get(i), setting.slice(), figures.get(i));
      }
    }
    for (int i = 0; i < sides.size(); i++) {
      write(what, sides.get(i).server().peer(), figures.get(i), figures.getLast());
    }
  }

  private void slice(Side side, Duration time, Figures into) {
    Server server = side.server();
    Peer peer = server.peer();
    try (var load =
        new ClosedLoop(
            server.port(),
            () -> peer.wire(server.port()),
            CLIENTS,
            side.script(),
            setting.clock())) {
      load.run(Duration.ofMillis(100)); // the connections stand before it counts
      long cpu = server.cpuNanos();
      ClosedLoop.Outcome outcome = load.run(time);
      into.micros.add((server.cpuNanos() - cpu) / 1e3 / outcome.done());
      into.rate.add(outcome.rate());
      into.p50.add(outcome.latencies().millis(0.5));
      into.p99.add(outcome.latencies().millis(0.99));
      into.failed += outcome.failed();
    }
  }

  private void write(String what, Peer peer, Figures own, Figures other) {
    String ratio = own == other ? "–" : own.micros.over(other.micros).spread("%.2f");
    setting
        .report()
        .row(
            what,
            peer.name(),
            own.micros.spread("%.1f"),
            Report.number("%,.0f", own.rate.median()),
            Report.number("%.1f / %.1f", own.p50.median(), own.p99.median()),
            ratio,
            own.micros.againstNext().spread("%.2f"),
            String.format(Locale.ROOT, "%d", own.failed));
  }

  /** Begins the table that the rows belong to. */
  static void table(Report report, String title) {
    report.table(
        title,
        "what",
        "server",
        "CPU µs each",
        "each second",
        "p50 / p99 ms",
        "CPU ratio to the last server",
        "A/A",
        "failed");
  }
}
