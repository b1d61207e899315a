package dev.weft.bench.registry;

import dev.weft.bench.load.Ask;
import dev.weft.bench.load.ClosedLoop;
import dev.weft.bench.load.MarkScanner;
import dev.weft.bench.result.Numbers;
import dev.weft.bench.result.Report;
import dev.weft.bench.server.Peer;
import dev.weft.bench.server.Server;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;

/** Kills the server with SIGKILL under writes, again and again on the same data. */
final class Kills {
  private static final int CLIENTS = 16;
  private static final int ROUTEES = 5_000;
  private static final Duration READY_LIMIT = Duration.ofSeconds(60);

  private final Setting setting;

  Kills(Setting setting) {
    this.setting = setting;
  }

  void run() {
    setting
        .report()
        .table(
            "kill -9 under writes",
            "server",
            "kills",
            "acknowledged writes",
            "of them lost",
            "ready again after, s: median (least–most)");
    setting.peers().forEach(this::run);
  }

  private void run(Peer peer) {
    long seed = setting.clock().nanos();
    setting.report().progress(peer.name() + ": kill times from seed " + seed);
    var random = new Random(seed);
    var script = new Acknowledged();
    var ready = new Numbers();
    Path data = setting.fresh("kills-" + peer.name());
    int kills = setting.times(10, 50);
    long lost = 0;
    Server server = Server.serving(peer, data, setting.clock());
    try {
      for (int i = 0; i < kills; i++) {
        int port = server.port();
        try (var load =
            new ClosedLoop(port, () -> peer.wire(port), CLIENTS, script, setting.clock())) {
          load.run(Duration.ofMillis(300 + random.nextInt(500)), server::close);
        }
        server = new Server(peer, data, port, setting.clock());
        OptionalLong nanos = server.awaitService(READY_LIMIT);
        ready.add(
            nanos.orElseThrow(
                    () -> new IllegalStateException(peer.name() + " stays down after a kill"))
                / 1e9);
        lost += script.missingIn(server);
      }
    } finally {
      server.close();
    }
    setting
        .report()
        .row(
            peer.name(),
            String.valueOf(kills),
            Report.number("%,d", script.acknowledged),
            String.valueOf(lost),
            ready.spread("%.2f"));
  }

  /** Writes, and what was promised about them. */
  private static final class Acknowledged implements ClosedLoop.Script {
    private final Map<Integer, Long> promised = new HashMap<>();
    private long mark;
    private long acknowledged;

    @Override
    public Ask next() {
      mark++;
      return new Ask.Register((int) (mark % ROUTEES), mark, 0, 0);
    }

    @Override
    public void acknowledged(Ask ask) {
      if (ask instanceof Ask.Register put) {
        promised.merge(put.index(), put.mark(), Math::max);
        acknowledged++;
      }
    }

    /** How many routees the server holds in an older state than was acknowledged, or not at all. */
    long missingIn(Server server) {
      var found = new HashMap<Integer, Long>();
      var scanner = new MarkScanner((seen, index) -> found.put(index, seen));
      if (!server.read(new Ask.ReadAll(), scanner::read, Duration.ofSeconds(30))) {
        throw new IllegalStateException("the catalog cannot be read after a kill");
      }
      return promised.entrySet().stream()
          .filter(entry -> found.getOrDefault(entry.getKey(), -1L) < entry.getValue())
          .count();
    }
  }
}
