package dev.weft.cli.node;

import dev.weft.model.mesh.ServiceName;
import dev.weft.model.observe.RouteeObservation;
import java.util.List;
import java.util.Map;

/** Where goes, each second, what a broker saw of its calls. Called on the clock's threads. */
interface CallReports {
  /**
   * Takes what was seen since the last time; must not wait for a network.
   *
   * @param shed calls that were refused for want of room, by service
   */
  void take(List<RouteeObservation> seen, Map<ServiceName, Integer> shed);
}
