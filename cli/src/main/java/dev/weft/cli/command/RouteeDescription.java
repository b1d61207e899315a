package dev.weft.cli.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is seen of a routee at work, in lines for people. */
final class RouteeDescription {
  private static final double PERCENT = 100;

  private RouteeDescription() {}

  /**
   * The lines.
   *
   * @param observed what the registry's {@code …/observed} tells
   * @param events newest last, as the API lists them
   */
  static List<String> lines(Map<String, Object> observed, List<?> events) {
    var lines = new ArrayList<String>();
    lines.add("Calls of the last ten seconds:");
    List<?> brokers = observed.get("brokers") instanceof List<?> list ? list : List.of();
    brokers.forEach(broker -> lines.add("  - " + callsOf((Map<?, ?>) broker)));
    if (brokers.isEmpty()) {
      lines.add("  <none>");
    }
    lines.add("Process:");
    lines.addAll(
        observed.get("process") instanceof Map<?, ?> process
            ? process(process)
            : List.of("  <not sampled: it did not tell its process, or no agent runs beside it>"));
    lines.add("Events:");
    for (Object event : events) {
      var it = (Map<?, ?>) event;
      lines.add(
          "  "
              + it.get("at")
              + "  "
              + it.get("reason")
              + "  "
              + it.get("source")
              + ": "
              + it.get("message"));
    }
    if (events.isEmpty()) {
      lines.add("  <none>");
    }
    return lines;
  }

  private static String callsOf(Map<?, ?> broker) {
    @Nullable Object degraded = broker.get("degraded");
    return "broker "
        + broker.get("agent")
        + ": "
        + broker.get("calls")
        + ", "
        + broker.get("errors")
        + " failed"
        + (degraded == null ? "" : "; gets less than its share: " + degraded);
  }

  private static List<String> process(Map<?, ?> process) {
    var lines = new ArrayList<String>();
    lines.add("  pid " + process.get("pid") + ", seen by agent " + process.get("agent"));
    lines.add(
        String.format(
            Locale.ROOT,
            "  %.2f cores, %d MiB resident, %d threads",
            number(process, "milliCores") / 1e3,
            number(process, "rssBytes") >> 20,
            number(process, "threads")));
    lines.add("  " + of(process, "openFiles", "mostOpenFiles", 0) + " files and sockets open");
    if (number(process, "memoryBytes") > 0) {
      lines.add(
          "  "
              + of(process, "memoryBytes", "mostMemoryBytes", 20)
              + " MiB of its control group's memory used");
    }
    if (number(process, "heapBytes") > 0) {
      lines.add(
          "  "
              + (number(process, "heapBytes") >> 20)
              + " MiB of heap after the last collection, "
              + number(process, "collectingPercent")
              + " % of the time in collections");
    }
    if (number(process, "throttledPercent") > 0) {
      lines.add("  not let run in " + process.get("throttledPercent") + " % of its CPU periods");
    }
    return lines;
  }

  private static String of(Map<?, ?> tree, String used, String most, int shift) {
    long limit = number(tree, most);
    String share =
        limit == 0
            ? " (no limit)"
            : String.format(
                Locale.ROOT,
                " of %d (%.0f %%)",
                limit >> shift,
                PERCENT * number(tree, used) / limit);
    return (number(tree, used) >> shift) + share;
  }

  private static long number(Map<?, ?> tree, String field) {
    return tree.get(field) instanceof Number number ? number.longValue() : 0;
  }
}
