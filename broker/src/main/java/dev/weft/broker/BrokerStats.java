package dev.weft.broker;

import dev.weft.model.mesh.RouteeId;
import dev.weft.model.mesh.ServiceName;
import java.time.Duration;
import java.util.List;

/**
 * Totals since the broker started, and who is out now.
 *
 * @param calls exchanges that have ended
 * @param failures those that ended in a 5xx or were cut off
 * @param retries tries after the first, most of them unseen by callers
 * @param ejections since the start
 * @param inFlight exchanges under way
 * @param ejected routees that get no calls, or one trial call, at the moment
 */
public record BrokerStats(
    long calls, long failures, long retries, long ejections, long inFlight, List<Ejected> ejected) {

  public BrokerStats {
    ejected = List.copyOf(ejected);
  }

  /**
   * An ejected routee.
   *
   * @param untilTrial zero if it is due or under way
   */
  public record Ejected(ServiceName service, RouteeId routee, String cause, Duration untilTrial) {}
}
