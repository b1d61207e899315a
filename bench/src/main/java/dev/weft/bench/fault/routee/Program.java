package dev.weft.bench.fault.routee;

import dev.weft.model.time.Clock;
import dev.weft.model.time.SystemClock;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Semaphore;

/**
 * Serves HTTP/1.1 on one address. It behaves as the last line of its standard input says, and ends
 * with it; health checks are always answered well.
 */
public final class Program {
  final String name;
  final Ledger ledger;
  final Clock clock;
  final Semaphore workers;
  final long workNanos;
  volatile Behaviour behaviour = Behaviour.GOOD;

  private Program(String name, Ledger ledger, Clock clock, int workers, long workNanos) {
    this.name = name;
    this.ledger = ledger;
    this.clock = clock;
    this.workers = new Semaphore(workers, true);
    this.workNanos = workNanos;
  }

  /**
   * Takes a name, an address, a port (0: a free one), the ledger's file, how many requests it works
   * on at a time, and how many microseconds each takes.
   */
  public static void main(String[] args) throws IOException {
    try (var clock = new SystemClock();
        var server = new ServerSocket()) {
      var program =
          new Program(
              args[0],
              Ledger.open(Path.of(args[3])),
              clock,
              Integer.parseInt(args[4]),
              Long.parseLong(args[5]) * 1_000);
      server.setReuseAddress(true);
      server.bind(
          new InetSocketAddress(InetAddress.getByName(args[1]), Integer.parseInt(args[2])), 4096);
      Thread.ofPlatform().daemon().start(() -> program.serve(server));
      System.out.println("port " + server.getLocalPort());
      var orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
      for (String line = orders.readLine(); line != null; line = orders.readLine()) {
        program.behaviour = Behaviour.parse(line);
      }
    }
    System.exit(0);
  }

  private void serve(ServerSocket server) {
    try {
      while (true) {
        Socket socket = server.accept();
        Thread.ofVirtual().start(() -> new Caller(this, socket).serve());
      }
    } catch (IOException e) {
      System.err.println(name + " accepts no more: " + e);
    }
  }
}
