package dev.weft.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RouteeDescriptionTest {
  @Test
  void tellsCallsProcessAndEvents() {
    var observed =
        Map.<String, Object>of(
            "brokers",
            List.of(Map.of("agent", "host-a", "calls", 100, "errors", 3, "degraded", "p99 1 s")),
            "process",
            Map.of(
                "agent", "host-a",
                "pid", 42,
                "milliCores", 1500,
                "rssBytes", 64L << 20,
                "threads", 7,
                "openFiles", 95,
                "mostOpenFiles", 100,
                "memoryBytes", 50L << 20,
                "heapBytes", 20L << 20,
                "throttledPercent", 12));
    var event =
        Map.of(
            "at", "2026-01-01T00:00:00Z",
            "reason", "Ejected",
            "source", "broker host-a",
            "message", "connection refused");

    assertThat(RouteeDescription.lines(observed, List.of(event)))
        .containsExactly(
            "Calls of the last ten seconds:",
            "  - broker host-a: 100, 3 failed; gets less than its share: p99 1 s",
            "Process:",
            "  pid 42, seen by agent host-a",
            "  1.50 cores, 64 MiB resident, 7 threads",
            "  95 of 100 (95 %) files and sockets open",
            "  50 (no limit) MiB of its control group's memory used",
            "  20 MiB of heap after the last collection, 0 % of the time in collections",
            "  not let run in 12 % of its CPU periods",
            "Events:",
            "  2026-01-01T00:00:00Z  Ejected  broker host-a: connection refused");
  }

  @Test
  void saysWhatIsNotKnown() {
    assertThat(RouteeDescription.lines(Map.of("brokers", List.of()), List.of()))
        .contains("  <none>")
        .anyMatch(line -> line.contains("not sampled"));
  }
}
