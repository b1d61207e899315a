package dev.weft.broker.path;

import dev.weft.broker.lane.ConnectionLimit;
import dev.weft.broker.lane.Loop;
import dev.weft.broker.lane.RouteeLane;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Where streams to routees come from, whatever their protocol; on the exchange's loop. */
public interface RouteeStreams {
  /** A stream on a connection that is open already; null if there is none with room. */
  @Nullable RouteeStream idle(RouteeLane routee);

  /**
   * Opens a connection and a stream on it.
   *
   * @param limit counts the connection
   * @param timeout for connecting, the handshake included
   */
  void open(Loop loop, RouteeLane routee, ConnectionLimit limit, Duration timeout, Opened opened);

  /** What comes of it: exactly one call. */
  interface Opened {
    void opened(RouteeStream stream);

    /**
     * It could not be opened.
     *
     * @param detail for people
     */
    void failed(TryFailure failure, String detail);
  }
}
