package dev.weft.probe.process;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What of a process's means is nearly used up. A pure function of samples: a means stands in it
 * when two samples in a row have found it so, and goes when two in a row were well below.
 *
 * @param counts per means, how many samples in a row spoke against what stands
 * @param standing what is nearly used up, in words
 */
record Saturation(Map<Means, Integer> counts, Map<Means, String> standing) {
  static final Saturation NONE = new Saturation(Map.of(), Map.of());

  private static final int IN_A_ROW = 2;

  /** What can be used up. */
  enum Means {
    MEMORY(0.95, 0.90),
    FILES(0.95, 0.90),
    CPU(0.5, 0.25),
    COLLECTING(0.5, 0.25);

    private final double high;
    private final double low;

    Means(double high, double low) {
      this.high = high;
      this.low = low;
    }
  }

  Saturation {
    counts = Map.copyOf(counts);
    standing = Map.copyOf(standing);
  }

  /** After one more sample. */
  Saturation next(Sample before, Sample now) {
    var nextCounts = new EnumMap<Means, Integer>(Means.class);
    var nextStanding = new EnumMap<Means, String>(Means.class);
    for (Means means : Means.values()) {
      double share =
          switch (means) {
            case MEMORY -> share(now.memoryBytes(), now.mostMemoryBytes());
            case FILES -> share(now.openFiles(), now.mostOpenFiles());
            case CPU -> now.throttledSince(before);
            case COLLECTING -> now.collectingSince(before);
          };
      boolean stands = standing.containsKey(means);
      boolean against = stands ? share < means.low : share >= means.high;
      int count = against ? counts.getOrDefault(means, 0) + 1 : 0;
      boolean turned = count >= IN_A_ROW;
      nextCounts.put(means, turned ? 0 : count);
      if (stands != turned) {
        nextStanding.put(means, words(means, share, now));
      }
    }
    return new Saturation(nextCounts, nextStanding);
  }

  private static double share(long used, long most) {
    return most == 0 ? 0 : (double) used / most;
  }

  private static String words(Means means, double share, Sample now) {
    int percent = (int) Math.round(100 * share);
    return switch (means) {
      case MEMORY ->
          String.format(
              Locale.ROOT,
              "its control group uses %d MiB of the %d MiB of memory that it may, %d %%",
              now.memoryBytes() >> 20,
              now.mostMemoryBytes() >> 20,
              percent);
      case FILES ->
          "it has "
              + now.openFiles()
              + " of the "
              + now.mostOpenFiles()
              + " files and sockets open that it may, "
              + percent
              + " %";
      case COLLECTING ->
          "its JVM stood still for garbage collections for " + percent + " % of the time";
      case CPU -> "its control group was not let run in " + percent + " % of its CPU periods";
    };
  }

  /** What is nearly used up, in words; empty if nothing is. */
  String sentence() {
    var sentences = new ArrayList<String>();
    for (Means means : Means.values()) {
      String one = standing.get(means);
      if (one != null) {
        sentences.add(one);
      }
    }
    return String.join("; ", List.copyOf(sentences));
  }
}
