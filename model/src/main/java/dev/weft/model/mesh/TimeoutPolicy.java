package dev.weft.model.mesh;

import dev.weft.model.resource.Fields;
import java.time.Duration;

/**
 * How long a broker waits.
 *
 * @param connect for a connection to a routee
 * @param request for a call's answer to begin, retries included; a gRPC caller's own deadline
 *     stands in its place, for the whole call
 * @param idle with no byte in either direction
 * @param perTry for one try's answer to begin; zero where the broker adapts it
 */
public record TimeoutPolicy(Duration connect, Duration request, Duration idle, Duration perTry) {
  public static final TimeoutPolicy DEFAULT =
      new TimeoutPolicy(
          Duration.ofSeconds(1), Duration.ofSeconds(15), Duration.ofSeconds(60), Duration.ZERO);

  static TimeoutPolicy read(Fields fields) {
    var policy =
        new TimeoutPolicy(
            time(fields, "connect", DEFAULT.connect),
            time(fields, "request", DEFAULT.request),
            time(fields, "idle", DEFAULT.idle),
            time(fields, "perTry", DEFAULT.perTry));
    fields.refuseUnknown();
    return policy;
  }

  private static Duration time(Fields fields, String name, Duration defaultValue) {
    return fields.duration(name, defaultValue, ServicePolicy.ONE_MILLI, ServicePolicy.ONE_HOUR);
  }
}
