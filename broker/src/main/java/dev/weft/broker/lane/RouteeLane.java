package dev.weft.broker.lane;

import dev.weft.broker.balance.Load;
import dev.weft.broker.eject.Standing;

/**
 * One routee as one loop sees it.
 *
 * @param standing shared with the other loops
 * @param session what names it in callers' sessions
 */
public record RouteeLane(Standing standing, Load load, IdleConnections idle, long session) {
  /** Its name for people and headers. */
  public String name() {
    return standing.routee().id().toString();
  }
}
