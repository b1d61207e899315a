package dev.weft.model.mesh;

import dev.weft.model.resource.Fields;
import java.time.Duration;

/**
 * When a broker stops sending to a routee on its own observation.
 *
 * @param consecutiveErrors errors in a row that eject
 * @param baseTime of the first ejection; each further one in a row doubles it
 * @param maxTime the longest ejection
 * @param maxEjectedPercent of a service's routees that may be ejected at once: 0 to 100
 */
public record EjectPolicy(
    int consecutiveErrors, Duration baseTime, Duration maxTime, int maxEjectedPercent) {
  public static final EjectPolicy DEFAULT =
      new EjectPolicy(5, Duration.ofSeconds(1), Duration.ofSeconds(60), 50);

  static EjectPolicy read(Fields fields) {
    Duration base =
        fields.duration(
            "baseTime", DEFAULT.baseTime, ServicePolicy.ONE_MILLI, ServicePolicy.ONE_HOUR);
    var policy =
        new EjectPolicy(
            (int) fields.number("consecutiveErrors", DEFAULT.consecutiveErrors, 1, 10_000),
            base,
            fields.duration(
                "maxTime",
                DEFAULT.maxTime.compareTo(base) > 0 ? DEFAULT.maxTime : base,
                base,
                ServicePolicy.ONE_HOUR),
            fields.percent("maxEjected", DEFAULT.maxEjectedPercent));
    fields.refuseUnknown();
    return policy;
  }
}
