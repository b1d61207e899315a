package dev.weft.model.mesh;

import dev.weft.model.resource.Fields;
import dev.weft.model.resource.Names;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How calls are spread over routees.
 *
 * @param panicThresholdPercent when fewer than this share of the routees can be picked, all are: 0
 *     to 100, 0 never
 * @param slowStart over which a new or returned routee's share grows to its full one; zero for none
 * @param hashOn with RingHash and Maglev what makes two calls go to the same routee; null for
 *     nothing: each call is spread by weight
 * @param affinity with the other algorithms how a caller stays with its routee; null for none
 * @param zones whether a broker that knows its zone prefers routees in it
 * @param fallback the name of the service of the same namespace that takes the calls while no
 *     routee passes; null for none
 * @param priorities the preferred routees, the most preferred first; empty where all are alike
 */
public record BalancePolicy(
    Algorithm algorithm,
    int panicThresholdPercent,
    Duration slowStart,
    @Nullable HashOn hashOn,
    @Nullable Affinity affinity,
    Zones zones,
    @Nullable String fallback,
    List<PriorityTier> priorities) {
  public static final BalancePolicy DEFAULT =
      new BalancePolicy(Algorithm.PEAK_EWMA, 50, Duration.ZERO);

  public BalancePolicy {
    priorities = List.copyOf(priorities);
  }

  /** A policy without a fallback. */
  public BalancePolicy(
      Algorithm algorithm,
      int panicThresholdPercent,
      Duration slowStart,
      @Nullable HashOn hashOn,
      @Nullable Affinity affinity,
      Zones zones,
      List<PriorityTier> priorities) {
    this(algorithm, panicThresholdPercent, slowStart, hashOn, affinity, zones, null, priorities);
  }

  /** A policy with neither keys nor tiers. */
  public BalancePolicy(Algorithm algorithm, int panicThresholdPercent, Duration slowStart) {
    this(algorithm, panicThresholdPercent, slowStart, null, null, Zones.PREFER, List.of());
  }

  /** The known algorithms, as named in resources. */
  public enum Algorithm {
    ROUND_ROBIN("RoundRobin"),
    RANDOM("Random"),
    LEAST_REQUEST("LeastRequest"),
    PEAK_EWMA("PeakEwma"),
    RING_HASH("RingHash"),
    MAGLEV("Maglev"),
    PREQUAL("Prequal");

    private final String word;

    Algorithm(String word) {
      this.word = word;
    }

    /** Whether a call's key says where it goes. */
    public boolean hashes() {
      return this == RING_HASH || this == MAGLEV;
    }

    @Override
    public String toString() {
      return word;
    }
  }

  /** What a routee's zone means to a broker that knows its own. */
  public enum Zones {
    /** Its own zone's routees take its calls as far as their number suffices. */
    PREFER("Prefer"),
    IGNORE("Ignore");

    private final String word;

    Zones(String word) {
      this.word = word;
    }

    @Override
    public String toString() {
      return word;
    }
  }

  static BalancePolicy read(Fields fields) {
    var policy =
        new BalancePolicy(
            fields.choice("algorithm", DEFAULT.algorithm, Algorithm.class),
            fields.percent("panicThreshold", DEFAULT.panicThresholdPercent),
            fields.duration("slowStart", DEFAULT.slowStart, Duration.ZERO, ServicePolicy.ONE_HOUR),
            HashOn.read(fields),
            Affinity.read(fields),
            fields.choice("zones", DEFAULT.zones, Zones.class),
            readFallback(fields),
            PriorityTier.read(fields));
    policy.refuseWhatHasNoEffect(fields);
    fields.refuseUnknown();
    return policy;
  }

  private static @Nullable String readFallback(Fields fields) {
    if (!fields.has("fallback")) {
      return null;
    }
    Fields fallback = fields.object("fallback");
    String service = fallback.requiredText("service");
    if (!service.isEmpty() && !Names.isLabel(service)) {
      fallback.refuse("service", service, Names.LABEL_RULE);
    }
    fallback.refuseUnknown();
    return service;
  }

  private void refuseWhatHasNoEffect(Fields fields) {
    if (!algorithm.hashes()) {
      if (hashOn != null) {
        fields.refuse(
            "hashOn", "present", "of use with " + algorithm + ": only with RingHash or Maglev");
      }
      return;
    }
    if (affinity != null) {
      fields.refuse("affinity", "present", "of use with " + algorithm + ", which goes by hashOn");
    }
    if (!slowStart.isZero()) {
      fields.refuse(
          "slowStart",
          Fields.show(slowStart),
          "0s with " + algorithm + ": a key's routee does not change with time");
    }
    if (fields.has("zones") && zones == Zones.PREFER) {
      fields.refuse(
          "zones",
          zones,
          "Ignore with " + algorithm + ": a key goes to one routee wherever it is called from");
    }
  }
}
