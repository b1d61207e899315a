package dev.weft.bench.registry;

import dev.weft.bench.load.Ask;
import dev.weft.bench.load.ClosedLoop;
import dev.weft.bench.load.MarkScanner;
import dev.weft.bench.server.DataFiles;
import dev.weft.bench.server.Peer;
import dev.weft.bench.server.Server;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** Cuts or overwrites the last octets of what a killed server left, and starts it on that. */
final class Damage {
  private static final int ROUTEES = 2_000;
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Setting setting;

  Damage(Setting setting) {
    this.setting = setting;
  }

  void run() {
    setting
        .report()
        .table(
            "The last octets cut or overwritten, 20 ways",
            "server",
            "starts with a prefix",
            "refuses in a sentence",
            "panics, hangs or holds something else");
    setting.peers().forEach(this::run);
  }

  private void run(Peer peer) {
    Path data = setting.fresh("damage-" + peer.name());
    try (Server server = Server.serving(peer, data, setting.clock());
        var load =
            new ClosedLoop(
                server.port(), () -> peer.wire(server.port()), 1, new InOrder(), setting.clock())) {
      load.run(Duration.ofSeconds(4), server::close);
    }
    var outcomes = new TreeMap<String, Integer>();
    for (Wound wound : Wound.ALL) {
      List<Path> files = peer.newestFiles(data);
      Path file = files.get(Wound.ALL.indexOf(wound) % files.size());
      Path copy = setting.fresh("damaged-" + peer.name());
      DataFiles.copy(data, copy);
      try {
        wound.inflict(copy.resolve(data.relativize(file)));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      String outcome = outcome(peer, copy);
      setting
          .report()
          .progress(peer.name() + ", " + file.getFileName() + " " + wound + ": " + outcome);
      outcomes.merge(outcome.replaceFirst(":.*", ""), 1, Integer::sum);
    }
    int good = outcomes.getOrDefault("prefix", 0);
    int refused = outcomes.getOrDefault("refused", 0);
    setting
        .report()
        .row(
            peer.name(),
            String.valueOf(good),
            String.valueOf(refused),
            Wound.ALL.size() - good - refused + " " + others(outcomes));
  }

  private static String others(Map<String, Integer> outcomes) {
    var others = new TreeMap<>(outcomes);
    others.remove("prefix");
    others.remove("refused");
    return others.isEmpty() ? "" : others.toString();
  }

  /** Writes routees one after the other, and says when all are written that there are. */
  private static final class InOrder implements ClosedLoop.Script {
    private int next;

    @Override
    public Ask next() {
      next = Math.min(next + 1, ROUTEES);
      return new Ask.Register(next, next, 0, 0);
    }
  }

  private String outcome(Peer peer, Path data) {
    try (Server server = new Server(peer, data, Server.freePort(), setting.clock())) {
      if (server.awaitService(PATIENCE).isPresent()) {
        return heldBy(server);
      }
      if (server.alive()) {
        return "hang: not in service after " + PATIENCE.toSeconds() + " s";
      }
      String said = server.said().strip();
      String shown = said.lines().findFirst().orElse("nothing").strip();
      boolean trace = said.contains("goroutine ") || said.contains("\n\tat ");
      return (trace ? "panic: " : said.isEmpty() ? "silent exit: " : "refused: ") + shown;
    }
  }

  private static String heldBy(Server server) {
    var found = new TreeSet<Integer>();
    var scanner = new MarkScanner((mark, index) -> found.add(index));
    if (!server.read(new Ask.ReadAll(), scanner::read, PATIENCE)) {
      return "unreadable: it starts, and cannot be read";
    }
    boolean prefix = found.isEmpty() || (found.first() == 1 && found.last() == found.size());
    return (prefix ? "prefix: " : "holes: ") + found.size() + " routees";
  }
}
