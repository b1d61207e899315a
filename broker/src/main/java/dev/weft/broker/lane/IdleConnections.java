package dev.weft.broker.lane;

import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A routee's idle connections, last used first, so that those not needed grow old and go. */
public final class IdleConnections {
  private record Idle(PooledConnection connection, long sinceNanos) {}

  private final ArrayDeque<Idle> idle = new ArrayDeque<>();
  private boolean retired;

  /** The one used last that is still open; null if there is none. */
  public @Nullable PooledConnection take() {
    for (Idle last = idle.pollLast(); last != null; last = idle.pollLast()) {
      if (last.connection.usable()) {
        return last.connection;
      }
    }
    return null;
  }

  public void put(PooledConnection connection, long nowNanos) {
    if (retired) {
      connection.close();
    } else {
      idle.addLast(new Idle(connection, nowNanos));
    }
  }

  /** One of them has closed. */
  public void forget(PooledConnection connection) {
    idle.removeIf(one -> one.connection.equals(connection));
  }

  public int size() {
    return idle.size();
  }

  /** Closes what has been idle since before a time. */
  void closeOlderThan(long nanos) {
    for (Idle oldest = idle.peekFirst();
        oldest != null && oldest.sinceNanos - nanos < 0;
        oldest = idle.peekFirst()) {
      idle.pollFirst();
      oldest.connection.close();
    }
  }

  /** Closes the one idle for longest; false if there is none. */
  boolean closeOldest() {
    @Nullable Idle oldest = idle.pollFirst();
    if (oldest == null) {
      return false;
    }
    oldest.connection.close();
    return true;
  }

  /** Closes what was opened as the routee is not to be called any more. */
  void closeOutdated() {
    List<Idle> outdated = idle.stream().filter(one -> one.connection.outdated()).toList();
    idle.removeAll(outdated);
    outdated.forEach(one -> one.connection.close());
  }

  /** The routee is back in service: connections are kept again. */
  void reopen() {
    retired = false;
  }

  /** The routee is emptied or gone: closes all, and from now on each that comes back. */
  void retire() {
    retired = true;
    for (Idle one = idle.pollFirst(); one != null; one = idle.pollFirst()) {
      one.connection.close();
    }
  }
}
