package dev.weft.bench.registry;

import dev.weft.bench.load.Ask;
import dev.weft.bench.load.Connection;
import dev.weft.bench.load.Driver;
import dev.weft.bench.load.MarkScanner;
import dev.weft.bench.server.Peer;
import dev.weft.bench.server.Server;
import dev.weft.model.time.Clock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of leases when many fall silent at once, and when it was the registry itself that
 * stood still.
 */
final class Lapses {
  private static final int ROUTEES = 200;
  private static final int SILENT = 80;
  private static final int TTL_SECONDS = 5;
  private static final Duration TTL = Duration.ofSeconds(TTL_SECONDS);
  private static final Duration ANSWER = Duration.ofSeconds(5);

  private final Setting setting;

  Lapses(Setting setting) {
    this.setting = setting;
  }

  void run() {
    setting
        .report()
        .table(
            "Leases of 5 s, 200 routees",
            "server",
            "40 % stop at once: of these left after 3 × ttl",
            "of the others left",
            "frozen for 2 × ttl: left after another ttl");
    setting.peers().forEach(this::run);
  }

  private void run(Peer peer) {
    String silent;
    String renewed;
    try (Server server = setting.serving(peer, "lapse");
        var renewer = new Renewer(server)) {
      renewer.keep(ROUTEES, TTL);
      renewer.keep(ROUTEES - SILENT, TTL.multipliedBy(3));
      Set<Integer> left = left(server);
      silent = left.stream().filter(index -> index >= ROUTEES - SILENT).count() + " of " + SILENT;
      renewed =
          left.stream().filter(index -> index < ROUTEES - SILENT).count()
              + " of "
              + (ROUTEES - SILENT);
    }
    try (Server server = setting.serving(peer, "frozen");
        var renewer = new Renewer(server)) {
      renewer.keep(ROUTEES, TTL);
      server.signal("STOP");
      renewer.keep(ROUTEES, TTL.multipliedBy(2));
      server.signal("CONT");
      renewer.keep(ROUTEES, TTL);
      setting.report().row(peer.name(), silent, renewed, left(server).size() + " of " + ROUTEES);
    }
  }

  private static Set<Integer> left(Server server) {
    var left = new HashSet<Integer>();
    var scanner = new MarkScanner((mark, index) -> left.add(index));
    if (!server.read(new Ask.ReadAll(), scanner::read, ANSWER)) {
      throw new IllegalStateException(server.peer().name() + " cannot be read");
    }
    return left;
  }

  /** Renews each lease three times in its time to live, on a connection of its own. */
  private final class Renewer implements AutoCloseable {
    private final Clock clock = setting.clock();
    private final Driver driver;
    private final List<Routee> routees = new ArrayList<>();

    Renewer(Server server) {
      for (int i = 0; i < ROUTEES; i++) {
        for (Ask ask : server.peer().leased(i, i + 1L, TTL_SECONDS, i + 1L)) {
          if (!server.read(ask, piece -> {}, ANSWER)) {
            throw new IllegalStateException(server.peer().name() + " refused " + ask);
          }
        }
      }
      driver = new Driver(server.port(), clock);
      try {
        for (int i = 0; i < ROUTEES; i++) {
          var routee = new Routee();
          routee.connection = driver.connect(server.peer().wire(server.port()), routee);
          routees.add(routee);
        }
      } catch (IOException e) {
        driver.close();
        throw new UncheckedIOException(e);
      }
    }

    void keep(int count, Duration time) {
      long end = clock.nanos() + time.toNanos();
      long period = TTL.dividedBy(3).toNanos();
      while (clock.nanos() < end) {
        for (int i = 0; i < count; i++) {
          Routee routee = routees.get(i);
          if (!routee.waiting && clock.nanos() >= routee.dueNanos && routee.connection != null) {
            routee.waiting = true;
            routee.dueNanos = clock.nanos() + period;
            routee.connection.ask(new Ask.Renew(i, i + 1L));
          }
        }
        driver.turn(Duration.ofMillis(10));
      }
    }

    @Override
    public void close() {
      driver.close();
    }
  }

  private static final class Routee implements Connection.Listener {
    private @Nullable Connection connection;
    private boolean waiting;
    private long dueNanos;

    @Override
    public void done(boolean ok) {
      waiting = false;
    }

    @Override
    public void lost() {
      connection = null;
    }
  }
}
