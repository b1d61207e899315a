package dev.weft.registry;

import dev.weft.model.resource.Kind;
import dev.weft.model.resource.Metadata;
import dev.weft.model.resource.Resource;
import dev.weft.model.time.SystemClock;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What a large catalog costs, for people to run on demand: {@code fill DIR COUNT} writes that many
 * leased routees with 64 writers and prints the CPU of each write; {@code open DIR}, in a process
 * of its own, prints how long a restart takes and how much memory is held.
 */
final class LargeCatalog {
  private static final int WRITERS = 64;
  private static final int SERVICES = 100;

  private LargeCatalog() {}

  public static void main(String[] args) throws Exception {
    Path directory = Path.of(args[1]);
    switch (args[0]) {
      case "fill" -> fill(directory, Integer.parseInt(args[2]));
      case "open" -> open(directory);
      default -> throw new IllegalArgumentException("fill DIR COUNT, or open DIR");
    }
  }

  private static void fill(Path directory, int count)
      throws InterruptedException, ExecutionException {
    try (var clock = new SystemClock();
        var registry = Registry.open(directory, clock);
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      int perRound = Math.max(1, count / 5);
      for (int first = 0; first < count; first += perRound) {
        var next = new AtomicInteger(first);
        int end = Math.min(count, first + perRound);
        long cpu = cpuNanos();
        long start = clock.nanos();
        List<Future<?>> writers =
            IntStream.range(0, WRITERS)
                .<Future<?>>mapToObj(i -> threads.submit(() -> write(registry, next, end)))
                .toList();
        for (Future<?> writer : writers) {
          writer.get();
        }
        System.out.printf(
            "routees %d to %d: %.1f us of CPU a put, %.0f puts/s%n",
            first,
            end,
            (cpuNanos() - cpu) / 1e3 / (end - first),
            (end - first) * 1e9 / (clock.nanos() - start));
      }
    }
  }

  private static void write(Registry registry, AtomicInteger next, int end) {
    for (int i = next.getAndIncrement(); i < end; i = next.getAndIncrement()) {
      registry.catalog().put(routee(i));
    }
  }

  private static Resource routee(int i) {
    return new Resource(
        Kind.ROUTEE,
        Metadata.named("default", "routee-" + i).withLabels(Map.of("version", "v1")),
        Map.of(
            "spec",
            Map.of(
                "service",
                "service-" + i % SERVICES,
                "address",
                "10." + (i >> 16 & 255) + "." + (i >> 8 & 255) + "." + (i & 255),
                "port",
                8_000 + i % 1_000,
                "zone",
                "a",
                "lease",
                Map.of("ttlSeconds", 60))),
        Map.of());
  }

  private static void open(Path directory) throws IOException {
    try (var clock = new SystemClock()) {
      long start = clock.nanos();
      try (var registry = Registry.open(directory, clock)) {
        print(clock, "open", start);
        start = clock.nanos();
        Listing listing = registry.catalog().list(Kind.ROUTEE, null);
        long bytes = 0;
        for (Document document : listing.documents()) {
          bytes += document.json().length;
        }
        print(clock, "list of " + listing.documents().size() + ", " + bytes + " bytes", start);
        start = clock.nanos();
        registry.snapshots().current();
        print(clock, "first snapshot", start);
        System.gc();
        print(clock, "collected", clock.nanos());
      }
    }
  }

  private static void print(SystemClock clock, String what, long startNanos) throws IOException {
    long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() >> 20;
    System.out.printf(
        "%s: %d ms; heap used %d MB, resident %s%n",
        what, Duration.ofNanos(clock.nanos() - startNanos).toMillis(), heap, resident());
  }

  private static String resident() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return "unknown";
    }
    try (Stream<String> lines = Files.lines(status)) {
      return lines.filter(line -> line.startsWith("VmRSS")).findFirst().orElse("unknown");
    }
  }

  private static long cpuNanos() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean system
        ? system.getProcessCpuTime()
        : 0;
  }
}
