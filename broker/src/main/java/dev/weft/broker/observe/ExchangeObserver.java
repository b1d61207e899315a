package dev.weft.broker.observe;

/** Sees each exchange begin and end, on the exchange's loop; must neither block nor throw. */
public interface ExchangeObserver {
  /** A call was routed; one for which there is no service is told when it ends. */
  void began(ObservedExchange exchange);

  /**
   * It is over: exactly one for each begin, whatever happened.
   *
   * @param durationNanos from the request's head to the answer's last byte
   */
  void ended(ObservedExchange exchange, Outcome outcome, long durationNanos);
}
