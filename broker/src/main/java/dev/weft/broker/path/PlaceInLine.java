package dev.weft.broker.path;

import dev.weft.broker.lane.ConnectionLimit;
import dev.weft.broker.lane.Deadline;
import dev.weft.broker.lane.DestinationLane;
import dev.weft.broker.limit.PendingCalls;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Where an exchange waits before a try: for a connection, for a routee with room, or for nothing.
 * Most never do, and have none.
 */
final class PlaceInLine implements PendingCalls.Call {
  private final RequestPath path;
  private final Exchange exchange;
  private final Runnable connectionFreed = this::connectionFreed;
  private @Nullable ConnectionLimit connections;
  private @Nullable DestinationLane crowded;
  private @Nullable Deadline delay;

  PlaceInLine(RequestPath path, Exchange exchange) {
    this.path = path;
    this.exchange = exchange;
  }

  void awaitConnection(ConnectionLimit limit) {
    if (limit.await(connectionFreed)) {
      connections = limit;
    } else {
      refuse("too many calls wait for a connection");
    }
  }

  private void connectionFreed() {
    connections = null;
    exchange.tryAgain();
  }

  /** Its service's policy wants it to be late. */
  void awaitFault(Duration time) {
    var until = new Deadline(this::lateEnough);
    until.set(exchange.loop().nowNanos() + time.toNanos());
    exchange.loop().exchanges().watch(until);
    delay = until;
  }

  private void lateEnough(long nowNanos) {
    endDelay();
    exchange.tryAgain();
  }

  private void endDelay() {
    if (delay != null) {
      exchange.loop().exchanges().drop(delay);
      delay = null;
    }
  }

  /** All routees that could be picked have as many calls as they can do. */
  void awaitRoom(DestinationLane lane, long nowNanos) {
    if (lane.await(this, nowNanos)) {
      crowded = lane;
    } else {
      refuse(lane.whyShed());
    }
  }

  @Override
  public boolean roomFreed() {
    return path.tryWaiting(exchange);
  }

  /** It is its turn. */
  void left() {
    crowded = null;
  }

  @Override
  public void shed() {
    @Nullable DestinationLane lane = crowded;
    crowded = null;
    if (lane != null) {
      refuse(lane.whyShed());
    }
  }

  /** The exchange's time is over; false if it is not here that it waited. */
  boolean timeOut(String detail) {
    if (crowded != null) {
      refuse(crowded.whyShed() + "; " + detail);
      return true;
    }
    if (connections != null) {
      refuse("no connection became free: " + detail);
      return true;
    }
    return false;
  }

  /** The exchange has ended. */
  void leave() {
    if (connections != null) {
      connections.leave(connectionFreed);
    }
    if (crowded != null) {
      crowded.leave(this);
    }
    endDelay();
  }

  private void refuse(String detail) {
    exchange.lane().shortfalls().shed();
    exchange.refuse(Refusal.of(ProxyError.CONNECTION_LIMIT, detail));
  }
}
