package dev.weft.bench.registry;

import dev.weft.bench.load.Ask;
import dev.weft.bench.load.Connection;
import dev.weft.bench.load.Driver;
import dev.weft.bench.load.Latencies;
import dev.weft.bench.result.Report;
import dev.weft.bench.server.Peer;
import dev.weft.bench.server.Server;
import dev.weft.bench.server.Weft;
import dev.weft.model.time.Clock;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Sends what no honest client sends while a neighbour registers fifty times a second, and 200
 * clients that never finish their request.
 */
final class Hostile {
  private static final int ANSWER_OCTETS = 1 << 16;
  private static final int SLOW_CLIENTS = 200;
  private static final int ANSWER_MILLIS = 3_000;
  private static final Duration NEIGHBOUR_PERIOD = Duration.ofMillis(20);
  private static final Duration SLOWNESS = Duration.ofSeconds(3);
  private static final byte[] FILLER = new byte[1 << 20];

  private final Setting setting;

  Hostile(Setting setting) {
    this.setting = setting;
  }

  void run() {
    setting
        .report()
        .table(
            "Hostile requests",
            "server",
            "requests",
            "refused (4xx, 5xx or closed)",
            "accepted",
            "5xx",
            "the field named where there is one",
            "RSS grew by at most, MB",
            "neighbour p50 / p99 / worst ms",
            "neighbour refused");
    setting.peers().forEach(this::run);
  }

  private void run(Peer peer) {
    try (Server server = setting.serving(peer, "hostile")) {
      new Neighbour(server).during(Duration.ofSeconds(5), new AtomicBoolean()); // warm
      long before = server.rss();
      var neighbour = new Neighbour(server);
      var over = new AtomicBoolean();
      var tally = new Tally();
      Thread attacker = Thread.ofPlatform().start(() -> attack(peer, server, tally, over));
      neighbour.during(Duration.ofMinutes(2), over);
      attacker.join();
      setting
          .report()
          .row(
              peer.name(),
              String.valueOf(tally.sent),
              String.valueOf(tally.refused),
              tally.accepted.size() + " " + tally.accepted,
              tally.failures.size() + " " + tally.failures,
              tally.named + " of " + tally.toName,
              Report.number("%.0f", (server.peakRss() - before) / 1e6),
              Report.number(
                  "%.1f / %.1f / %.1f",
                  neighbour.latencies.millis(0.5),
                  neighbour.latencies.millis(0.99),
                  neighbour.latencies.millis(1)),
              String.valueOf(neighbour.refused));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static final class Tally {
    private int sent;
    private int refused;
    private int toName;
    private int named;
    private final List<String> accepted = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();
  }

  private void attack(Peer peer, Server server, Tally tally, AtomicBoolean over) {
    try {
      for (HostileCases.Case hostile : HostileCases.of(peer instanceof Weft)) {
        String answer = answer(server.port(), hostile);
        tally.sent++;
        String status = answer.length() > 12 ? answer.substring(9, 12) : "closed";
        if (status.startsWith("2")) {
          tally.accepted.add(hostile.what());
        } else {
          tally.refused++;
        }
        if (status.startsWith("5") && !status.equals("501") && !status.equals("505")) {
          tally.failures.add(hostile.what());
        }
        if (!hostile.field().isEmpty()) {
          tally.toName++;
          tally.named += answer.contains(hostile.field()) ? 1 : 0;
        }
      }
      slowly(server.port());
    } finally {
      over.set(true);
    }
  }

  /** The answer's beginning; empty where the connection was closed without one. */
  private static String answer(int port, HostileCases.Case hostile) {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(ANSWER_MILLIS);
      OutputStream out = socket.getOutputStream();
      try {
        out.write(hostile.sent().getBytes(StandardCharsets.ISO_8859_1));
        for (int i = 0; i < hostile.repeat(); i++) {
          out.write(FILLER);
        }
      } catch (IOException e) {
        return read(socket); // it closed while this was still sending: it may have said why
      }
      return read(socket);
    } catch (IOException e) {
      return "";
    }
  }

  private static String read(Socket socket) {
    byte[] answer = new byte[ANSWER_OCTETS];
    int length = 0;
    try {
      InputStream in = socket.getInputStream();
      do {
        int read = in.read(answer, length, answer.length - length);
        if (read < 0) {
          break;
        }
        length += read;
      } while (in.available() > 0);
    } catch (IOException e) {
      return new String(answer, 0, length, StandardCharsets.ISO_8859_1);
    }
    return new String(answer, 0, length, StandardCharsets.ISO_8859_1);
  }

  private void slowly(int port) {
    var sockets = new ArrayList<Socket>();
    try (var pause = new Driver(port, setting.clock())) {
      for (int i = 0; i < SLOW_CLIENTS; i++) {
        var socket = new Socket(InetAddress.getLoopbackAddress(), port);
        sockets.add(socket);
        socket
            .getOutputStream()
            .write(
                ("PUT /apis/weft.dev/v1/namespaces/default/routees/slow HTTP/1.1\r\n"
                        + "Host: 127.0.0.1\r\nContent-Length: 1000\r\n\r\n{")
                    .getBytes(StandardCharsets.ISO_8859_1));
      }
      pause.await(() -> false, SLOWNESS);
      for (Socket socket : sockets) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A client that does nothing wrong. */
  private final class Neighbour implements Connection.Listener {
    private final Server server;
    private final Clock clock = setting.clock();
    private final Latencies latencies = new Latencies();
    private long dueNanos;
    private boolean waiting;
    private long refused;

    Neighbour(Server server) {
      this.server = server;
    }

    void during(Duration most, AtomicBoolean over) {
      long end = clock.nanos() + most.toNanos();
      long mark = 0;
      dueNanos = clock.nanos();
      try (var driver = new Driver(server.port(), clock)) {
        Connection connection = driver.connect(server.peer().wire(server.port()), this);
        while (clock.nanos() < end && !over.get()) {
          if (!waiting && clock.nanos() >= dueNanos) {
            waiting = true;
            mark = clock.nanos() >>> 10;
            connection.ask(new Ask.Register((int) (mark % 100), mark, 0, 0));
          }
          driver.turn(Duration.ofMillis(1));
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void done(boolean ok) {
      latencies.record(clock.nanos() - dueNanos);
      dueNanos += NEIGHBOUR_PERIOD.toNanos();
      waiting = false;
      if (!ok) {
        refused++;
      }
    }

    @Override
    public void lost() {
      refused++;
    }
  }
}
