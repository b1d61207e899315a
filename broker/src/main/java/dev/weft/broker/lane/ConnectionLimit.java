package dev.weft.broker.lane;

import dev.weft.model.mesh.LimitPolicy;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** A loop's share of the connections that a service may have, and the calls that wait for one. */
public final class ConnectionLimit {
  private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
  private int open;
  private int maxOpen;
  private int maxWaiting;

  void configure(LimitPolicy policy, int loops) {
    maxOpen = Math.max(1, policy.maxConnections() / loops);
    maxWaiting = share(policy.maxPending(), loops);
  }

  /** What one loop may have of what all may have, rounded up. */
  static int share(int ofAll, int loops) {
    return (ofAll + loops - 1) / loops;
  }

  boolean full() {
    return open >= maxOpen;
  }

  int open() {
    return open;
  }

  int waiting() {
    return waiting.size();
  }

  /** A connection is about to be opened. */
  public void opening() {
    open++;
  }

  /** A connection is closed, or could not be opened. */
  public void closed() {
    open--;
    wake();
  }

  /** A connection has become idle. */
  public void freed() {
    wake();
  }

  /** Waits for a connection; false if too many wait. */
  public boolean await(Runnable call) {
    if (waiting.size() >= maxWaiting) {
      return false;
    }
    waiting.addLast(call);
    return true;
  }

  /** No longer waits. */
  public void leave(Runnable call) {
    waiting.remove(call);
  }

  private void wake() {
    @Nullable Runnable next = waiting.pollFirst();
    if (next != null) {
      next.run();
    }
  }
}
