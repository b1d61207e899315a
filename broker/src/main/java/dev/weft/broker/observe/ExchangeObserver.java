package dev.weft.broker.observe;

import dev.weft.model.mesh.ServiceName;

/**
 * Sees each routed exchange begin and end, on the exchange's loop; must neither block nor throw.
 */
public interface ExchangeObserver {
  /** A call was routed to a service. */
  void started(ServiceName service);

  /** It is over: exactly one for each start, whatever happened. */
  void ended(ExchangeEnd end);
}
