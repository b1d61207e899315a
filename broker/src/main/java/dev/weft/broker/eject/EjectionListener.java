package dev.weft.broker.eject;

import dev.weft.model.mesh.RouteeId;
import dev.weft.model.mesh.ServiceName;
import java.time.Duration;

/** Hears of ejections and returns, on the loop where they happen; must not block. */
public interface EjectionListener {
  /**
   * A routee gets no more calls.
   *
   * @param cause in words, such as {@code 5 consecutive connect errors}
   * @param wait until one trial call
   */
  void ejected(ServiceName service, RouteeId routee, String cause, Duration wait);

  /** A routee's trial call succeeded and it gets calls again. */
  void returned(ServiceName service, RouteeId routee);
}
