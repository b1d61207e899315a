package dev.weft.bench.registry;

import dev.weft.bench.load.ClosedLoop;
import dev.weft.bench.result.Report;
import dev.weft.bench.server.Peer;
import dev.weft.bench.server.Server;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Counts how often each server syncs under load, so that nobody wins by not syncing. */
final class Syncs {
  private static final Duration TRACED = Duration.ofSeconds(4);

  private final Setting setting;

  Syncs(Setting setting) {
    this.setting = setting;
  }

  void run() {
    setting
        .report()
        .table(
            "Syncs of the disk, counted by strace",
            "server",
            "clients",
            "acknowledged writes",
            "fsync, fdatasync, msync",
            "writes a sync");
    for (int clients : new int[] {1, 64}) {
      for (Peer peer : setting.peers()) {
        try {
          run(peer, clients);
        } catch (IOException e) {
          setting.report().line("strace is not on the PATH: " + peer.name() + " was not counted");
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
    }
  }

  private void run(Peer peer, int clients) throws IOException, InterruptedException {
    Path counted = setting.fresh("syncs-counted");
    try (Server server = setting.serving(peer, "syncs");
        var load =
            new ClosedLoop(
                server.port(),
                () -> peer.wire(server.port()),
                clients,
                Scripts.registrations(),
                setting.clock())) {
      load.run(Duration.ofSeconds(2));
      Process strace =
          new ProcessBuilder(
                  "strace",
                  "-f",
                  "-c",
                  "-e",
                  "trace=fsync,fdatasync,msync",
                  "-o",
                  counted.toString(),
                  "-p",
                  String.valueOf(server.pid()))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      load.run(Duration.ofSeconds(1)); // strace has found all threads by then
      ClosedLoop.Outcome outcome = load.run(TRACED);
      strace.destroy();
      strace.waitFor();
      long writes = Math.round(outcome.rate() * (TRACED.toSeconds() + 1));
      long syncs = syncs(counted);
      setting
          .report()
          .row(
              peer.name(),
              String.valueOf(clients),
              Report.number("about %,d", writes),
              Report.number("%,d", syncs),
              Report.number("%.1f", (double) writes / Math.max(1, syncs)));
    }
  }

  /** The calls in strace's summary: the fourth column of the lines that name one. */
  private static long syncs(Path summary) {
    try {
      return Files.readAllLines(summary).stream()
          .map(line -> line.strip().split(" +", -1))
          .filter(cells -> cells[cells.length - 1].endsWith("sync"))
          .mapToLong(cells -> Long.parseLong(cells[3]))
          .sum();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
