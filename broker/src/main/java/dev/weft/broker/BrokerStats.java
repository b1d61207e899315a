package dev.weft.broker;

import dev.weft.broker.eject.Standing;
import dev.weft.broker.route.ServiceRoutes;
import dev.weft.model.mesh.RouteeId;
import dev.weft.model.mesh.ServiceName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
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
  public record Ejected(ServiceName service, RouteeId routee, String cause, Duration untilTrial) {
    static List<Ejected> of(Collection<ServiceRoutes> services, long nowNanos) {
      var ejected = new ArrayList<Ejected>();
      for (ServiceRoutes service : services) {
        for (Standing standing : service.standings()) {
          Standing.State state = standing.state();
          if (state.phase() != Standing.Phase.PASSING) {
            long wait = state.phase() == Standing.Phase.EJECTED ? state.atNanos() - nowNanos : 0;
            ejected.add(
                new Ejected(
                    service.state().service().name(),
                    standing.routee().id(),
                    state.cause(),
                    Duration.ofNanos(Math.max(0, wait))));
          }
        }
      }
      return ejected;
    }
  }
}
