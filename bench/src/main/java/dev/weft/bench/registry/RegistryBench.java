package dev.weft.bench.registry;

import dev.weft.bench.result.Report;
import dev.weft.bench.server.Etcd;
import dev.weft.bench.server.Peer;
import dev.weft.bench.server.Weft;
import dev.weft.model.time.SystemClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Measures a registry beside etcd; {@code bench/registry --help} says how. */
public final class RegistryBench {
  private static final Map<String, Consumer<Setting>> PARTS = parts();

  private RegistryBench() {}

  private static Map<String, Consumer<Setting>> parts() {
    var parts = new LinkedHashMap<String, Consumer<Setting>>();
    parts.put("registration", setting -> new Registrations(setting).run());
    parts.put("renewal", setting -> new Registrations(setting).renewals());
    parts.put("watch", setting -> new Watches(setting).run());
    parts.put("sync", setting -> new Syncs(setting).run());
    parts.put("kill", setting -> new Kills(setting).run());
    parts.put("damage", setting -> new Damage(setting).run());
    parts.put("lapse", setting -> new Lapses(setting).run());
    parts.put("hostile", setting -> new Hostile(setting).run());
    parts.put("large", setting -> new LargeCatalog(setting).run());
    return parts;
  }

  /** Runs what is asked for; the exit code is 2 where that is not understood. */
  public static void main(String[] args) throws IOException {
    boolean full = false;
    List<String> only = List.copyOf(PARTS.keySet());
    Path work = Path.of("work");
    @Nullable Path out = null;
    List<String> weft = List.of("weft", "registry");
    int warmSeconds = 20;
    @Nullable Path etcd = null;
    for (int i = 0; i < args.length; i++) {
      switch (args[i]) {
        case "--full" -> full = true;
        case "--short" -> full = false;
        case "--only" -> only = List.of(args[++i].split(",", -1));
        case "--warm" -> warmSeconds = Integer.parseInt(args[++i]);
        case "--work" -> work = Path.of(args[++i]);
        case "--out" -> out = Path.of(args[++i]);
        case "--weft" -> weft = List.of(args[++i].strip().split(" +", -1));
        case "--etcd" -> etcd = Path.of(args[++i]);
        default -> {
          System.err.println("registry: " + args[i] + " is not understood; see --help");
          System.exit(2);
        }
      }
    }
    if (!PARTS.keySet().containsAll(only)) {
      System.err.println("registry: --only takes some of " + String.join(",", PARTS.keySet()));
      System.exit(2);
    }
    List<Peer> peers = new ArrayList<>();
    peers.add(new Weft(weft));
    if (etcd != null) {
      peers.add(new Etcd(etcd));
    }
    Files.createDirectories(work);
    try (var clock = new SystemClock()) {
      Path file = out == null ? work.resolve("registry-results.md") : out;
      var report = new Report(file, System.out);
      peers.forEach(peer -> report.line("- " + peer.name() + ": " + peer.setUp()));
      var setting = new Setting(peers, work, full, warmSeconds, clock, report);
      for (var part : PARTS.entrySet()) {
        if (only.contains(part.getKey())) {
          part.getValue().accept(setting);
        }
      }
    }
  }
}
