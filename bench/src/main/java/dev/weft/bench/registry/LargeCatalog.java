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

/** A hundred thousand routees: how soon they are served again, in how much memory. */
final class LargeCatalog {
  private static final int ROUTEES = 100_000;
  private static final int CLIENTS = 64;
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final Setting setting;

  LargeCatalog(Setting setting) {
    this.setting = setting;
  }

  void run() {
    setting
        .report()
        .table(
            "100,000 routees: a restart",
            "server",
            "ready after, s",
            "RSS when ready, MB",
            "all listed after, s: first / median",
            "RSS after the lists, MB");
    setting.peers().forEach(this::run);
  }

  private void run(Peer peer) {
    Path data = setting.fresh("large-" + peer.name());
    fill(peer, data);
    var ready = new Numbers();
    var rssReady = new Numbers();
    var first = new Numbers();
    var list = new Numbers();
    var rssListed = new Numbers();
    for (int i = 0; i < setting.times(3, 5); i++) {
      try (Server server = new Server(peer, data, Server.freePort(), setting.clock())) {
        ready.add(server.awaitService(LIMIT).orElseThrow() / 1e9);
        rssReady.add(server.rss() / 1e6);
        first.add(listed(server));
        for (int j = 0; j < 3; j++) {
          list.add(listed(server));
        }
        rssListed.add(server.rss() / 1e6);
      }
    }
    setting
        .report()
        .row(
            peer.name(),
            ready.spread("%.2f"),
            rssReady.spread("%.0f"),
            Report.number("%.2f / ", first.median()) + list.spread("%.2f"),
            rssListed.spread("%.0f"));
  }

  private void fill(Peer peer, Path data) {
    try (Server server = Server.serving(peer, data, setting.clock());
        var load =
            new ClosedLoop(
                server.port(),
                () -> peer.wire(server.port()),
                CLIENTS,
                new Each(),
                setting.clock())) {
      int written = 0;
      while (written < ROUTEES) {
        ClosedLoop.Outcome outcome = load.run(Duration.ofSeconds(2));
        if (outcome.done() == 0) {
          throw new IllegalStateException(peer.name() + " takes no more after " + written);
        }
        written += (int) outcome.done();
      }
      server.signal("TERM");
      load.run(Duration.ofSeconds(1)); // it ends in order
    }
  }

  private static final class Each implements ClosedLoop.Script {
    private int next;

    @Override
    public Ask next() {
      next = (next + 1) % ROUTEES;
      return new Ask.Register(next, next, 0, 0);
    }
  }

  /** Seconds until the last of all was read. */
  private double listed(Server server) {
    int[] count = {0};
    var scanner = new MarkScanner((mark, index) -> count[0]++);
    long begin = setting.clock().nanos();
    if (!server.read(new Ask.ReadAll(), scanner::read, LIMIT) || count[0] < ROUTEES) {
      throw new IllegalStateException(
          server.peer().name() + " listed " + count[0] + " of " + ROUTEES);
    }
    return (setting.clock().nanos() - begin) / 1e9;
  }
}
