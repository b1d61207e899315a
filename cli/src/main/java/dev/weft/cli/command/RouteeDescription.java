package dev.weft.cli.command;

import dev.weft.cli.api.Tree;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

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
    Tree seen = Tree.of(observed);
    seen.trees("brokers").forEach(broker -> lines.add("  - " + callsOf(broker)));
    if (seen.trees("brokers").isEmpty()) {
      lines.add("  <none>");
    }
    lines.add("Process:");
    lines.addAll(
        seen.has("process")
            ? process(seen.tree("process"))
            : List.of("  <not sampled: it did not tell its process, or no agent runs beside it>"));
    lines.add("Events:");
    for (Object event : events) {
      Tree it = Tree.of(event);
      lines.add(
          "  "
              + it.text("at")
              + "  "
              + it.text("reason")
              + "  "
              + it.text("source")
              + ": "
              + it.text("message"));
    }
    if (events.isEmpty()) {
      lines.add("  <none>");
    }
    return lines;
  }

  private static String callsOf(Tree broker) {
    String degraded = broker.text("degraded");
    return "broker "
        + broker.text("agent")
        + ": "
        + broker.text("calls")
        + ", "
        + broker.text("errors")
        + " failed"
        + (degraded.isEmpty() ? "" : "; gets less than its share: " + degraded);
  }

  private static List<String> process(Tree process) {
    var lines = new ArrayList<String>();
    lines.add("  pid " + process.text("pid") + ", seen by agent " + process.text("agent"));
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
      lines.add("  not let run in " + process.text("throttledPercent") + " % of its CPU periods");
    }
    return lines;
  }

  private static String of(Tree tree, String used, String most, int shift) {
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

  private static long number(Tree tree, String field) {
    return (long) tree.number(field);
  }
}
