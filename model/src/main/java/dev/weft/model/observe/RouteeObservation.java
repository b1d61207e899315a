package dev.weft.model.observe;

import dev.weft.model.mesh.RouteeId;
import dev.weft.model.mesh.ServiceName;
import org.jspecify.annotations.Nullable;

/**
 * What one broker saw of one routee's calls in a while.
 *
 * @param errors tries that failed: 5xx answers, broken or malformed answers, timeouts, failed
 *     connects; not those that their callers gave up
 * @param inFlight tries under way at the end of the while
 * @param latencies from sending a request to the begin of its answer, of tries that did not fail;
 *     not to be changed
 * @param degraded why the broker holds it degraded, in words; null if it does not
 */
public record RouteeObservation(
    RouteeId routee,
    ServiceName service,
    int errors,
    int inFlight,
    LatencyCounts latencies,
    @Nullable String degraded) {

  /** Of a routee that the broker holds to be like its peers. */
  public RouteeObservation(
      RouteeId routee, ServiceName service, int errors, int inFlight, LatencyCounts latencies) {
    this(routee, service, errors, inFlight, latencies, null);
  }

  /** The same with what the broker now holds against it; null for nothing. */
  public RouteeObservation degraded(@Nullable String why) {
    return new RouteeObservation(routee, service, errors, inFlight, latencies, why);
  }

  /** Both whiles as one; what held at the end of the later holds. */
  public RouteeObservation followedBy(RouteeObservation later) {
    LatencyCounts both = latencies.copy();
    both.add(later.latencies);
    return new RouteeObservation(
        routee, service, errors + later.errors, later.inFlight, both, later.degraded);
  }

  /** Tries that ended in an answer or an error. */
  public int tries() {
    return errors + latencies.total();
  }
}
