package dev.weft.model.mesh;

import dev.weft.model.resource.Fields;
import java.time.Duration;

/**
 * How calls are spread over routees.
 *
 * @param panicThresholdPercent when fewer than this share of the routees can be picked, all are: 0
 *     to 100, 0 never
 * @param slowStart over which a new or returned routee's share grows to its full one; zero for none
 */
public record BalancePolicy(Algorithm algorithm, int panicThresholdPercent, Duration slowStart) {
  public static final BalancePolicy DEFAULT =
      new BalancePolicy(Algorithm.PEAK_EWMA, 50, Duration.ZERO);

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
            fields.duration("slowStart", DEFAULT.slowStart, Duration.ZERO, ServicePolicy.ONE_HOUR));
    fields.refuseUnknown();
    return policy;
  }
}
