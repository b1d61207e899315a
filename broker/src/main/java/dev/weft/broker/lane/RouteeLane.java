package dev.weft.broker.lane;

import dev.weft.broker.balance.Load;
import dev.weft.broker.eject.Standing;
import dev.weft.broker.limit.AdaptiveLimit;

/**
 * One routee as one loop sees it.
 *
 * @param standing shared with the other loops
 * @param observed how its calls went of late
 * @param session what names it in callers' sessions
 */
public record RouteeLane(
    Standing standing, Load load, Observed observed, IdleConnections idle, long session) {
  /** How many calls it may have at once, on all loops. */
  public AdaptiveLimit limit() {
    return standing.limit();
  }

  /** Its name for people and headers. */
  public String name() {
    return standing.routee().id().toString();
  }
}
