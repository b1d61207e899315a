package dev.weft.bench.registry;

import dev.weft.bench.load.Ask;
import dev.weft.bench.load.Connection;
import dev.weft.bench.load.Driver;
import dev.weft.bench.load.Latencies;
import dev.weft.bench.load.MarkScanner;
import dev.weft.bench.result.Numbers;
import dev.weft.bench.server.Peer;
import dev.weft.bench.server.Server;
import dev.weft.model.time.Clock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Watchers that each see every change, of which 100 a second are due. The time of an event runs
 * from when its change was due, so a server that falls behind cannot hide it.
 */
final class Watches {
  private static final int CHANGES_PER_SECOND = 100;
  private static final int WRITERS = 8;
  private static final int ROUTEES = 200;
  private static final Duration LAST_EVENTS = Duration.ofSeconds(5);

  private final Setting setting;

  Watches(Setting setting) {
    this.setting = setting;
  }

  void run() {
    setting
        .report()
        .table(
            "Watch events, 100 changes due each second",
            "watchers",
            "server",
            "CPU µs an event",
            "p50 ms",
            "p99 ms",
            "changes written a second",
            "events delivered",
            "watchers lost");
    for (int watchers : List.of(200, 1_000)) {
      List<Server> servers = new ArrayList<>();
      try {
        for (Peer peer : setting.peers()) {
          Server server = setting.serving(peer, "watch");
          servers.add(server);
          setting.report().progress(watchers + " watchers of " + peer.name() + ": warming up");
          round(server, watchers, setting.warmUp());
          server.pin();
        }
        List<Totals> totals = new ArrayList<>();
        servers.forEach(server -> totals.add(new Totals()));
        for (int round = 0; round < setting.times(3, 10); round++) {
          for (int i = 0; i < servers.size(); i++) {
            totals.get(i).add(round(servers.get(i), watchers, setting.slice()));
          }
        }
        for (int i = 0; i < servers.size(); i++) {
          totals.get(i).write(watchers, servers.get(i).peer());
        }
      } finally {
        servers.forEach(Server::close);
      }
    }
  }

  private record Figures(
      double micros, Latencies latencies, double written, double delivered, int lost) {}

  private final class Totals {
    private final Numbers micros = new Numbers();
    private final Numbers p50 = new Numbers();
    private final Numbers p99 = new Numbers();
    private final Numbers written = new Numbers();
    private final Numbers delivered = new Numbers();
    private int lost;

    void add(Figures figures) {
      micros.add(figures.micros());
      p50.add(figures.latencies().millis(0.5));
      p99.add(figures.latencies().millis(0.99));
      written.add(figures.written());
      delivered.add(100 * figures.delivered());
      lost += figures.lost();
    }

    void write(int watchers, Peer peer) {
      setting
          .report()
          .row(
              String.valueOf(watchers),
              peer.name(),
              micros.spread("%.1f"),
              p50.spread("%.1f"),
              p99.spread("%.1f"),
              written.spread("%.0f"),
              delivered.spread("%.1f") + " %",
              String.valueOf(lost));
    }
  }

  private Figures round(Server server, int watchers, Duration time) {
    return new Round(server, watchers).run(time);
  }

  /** One slice of load: connects the watchers, writes what is due, counts what arrives. */
  private final class Round {
    private final Server server;
    private final Clock clock = setting.clock();
    private final int watchers;
    private final long[] dueNanos = new long[1 << 20];
    private final Latencies latencies = new Latencies();
    private final Deque<Connection> idleWriters = new ArrayDeque<>();
    private final long firstMark = clock.nanos() >>> 10; // above those of any earlier round
    private int standing;
    private int lost;
    private int written;

    Round(Server server, int watchers) {
      this.server = server;
      this.watchers = watchers;
    }

    Figures run(Duration time) {
      Peer peer = server.peer();
      try (var driver = new Driver(server.port(), clock)) {
        for (int i = 0; i < watchers; i++) {
          driver.connect(peer.wire(server.port()), new Watcher()).ask(new Ask.Watch());
        }
        for (int i = 0; i < WRITERS; i++) {
          var writer = new Writer();
          Connection connection = driver.connect(peer.wire(server.port()), writer);
          writer.connection = connection;
          idleWriters.add(connection);
        }
        driver.await(() -> standing + lost == watchers, Duration.ofSeconds(20));
        return load(driver, time);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private Figures load(Driver driver, Duration time) {
      long cpu = server.cpuNanos();
      long begin = clock.nanos();
      long period = Duration.ofSeconds(1).toNanos() / CHANGES_PER_SECOND;
      int changes = (int) (time.toNanos() / period);
      int sent = 0;
      while (clock.nanos() - begin < time.toNanos()) {
        while (sent < changes && !idleWriters.isEmpty()) {
          long due = begin + sent * period;
          if (due > clock.nanos()) {
            break;
          }
          dueNanos[sent] = due;
          idleWriters
              .remove()
              .ask(new Ask.Register((int) ((firstMark + sent) % ROUTEES), firstMark + sent, 0, 0));
          sent++;
        }
        driver.turn(Duration.ofMillis(1));
      }
      double rate = written * 1e3 / time.toMillis();
      long wanted = (long) sent * (watchers - lost);
      driver.await(() -> latencies.count() >= wanted, LAST_EVENTS);
      double micros = (server.cpuNanos() - cpu) / 1e3 / Math.max(1, latencies.count());
      double delivered = (double) latencies.count() / ((long) changes * watchers);
      return new Figures(micros, latencies, rate, delivered, lost);
    }

    private final class Watcher implements Connection.Listener {
      private final MarkScanner scanner =
          new MarkScanner((mark, index) -> {
            long sent = mark - firstMark;
            if (sent >= 0 && sent < dueNanos.length && dueNanos[(int) sent] != 0) {
              latencies.record(clock.nanos() - dueNanos[(int) sent]);
            }
          });

      @Override
      public void body(ByteBuffer piece) {
        scanner.read(piece);
      }

      @Override
      public void done(boolean ok) {
        standing++;
      }

      @Override
      public void lost() {
        lost++;
      }
    }

    private final class Writer implements Connection.Listener {
      private @Nullable Connection connection;

      @Override
      public void done(boolean ok) {
        if (ok) {
          written++;
        }
        if (connection != null) {
          idleWriters.add(connection);
        }
      }
    }
  }
}
