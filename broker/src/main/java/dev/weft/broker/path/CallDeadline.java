package dev.weft.broker.path;

import dev.weft.broker.lane.Deadline;
import dev.weft.broker.message.GrpcTimeout;
import dev.weft.broker.message.Head;
import dev.weft.broker.message.Known;
import dev.weft.model.mesh.TimeoutPolicy;
import org.jspecify.annotations.Nullable;

/**
 * When an exchange has waited long enough: for the answer to begin, for one try of it, or for any
 * byte at all. One number that the loop compares every few milliseconds; moving it costs a store.
 */
final class CallDeadline {
  private static final long TUNNEL_IDLE_NANOS = 3_600_000_000_000L;

  private final Exchange exchange;
  private final long beganNanos;
  private final Deadline deadline = new Deadline(this::due);
  private long callDueNanos = Deadline.NEVER;
  private long tryDueNanos = Deadline.NEVER;
  private long touchedNanos;

  CallDeadline(Exchange exchange, long beganNanos) {
    this.exchange = exchange;
    this.beganNanos = beganNanos;
    touchedNanos = beganNanos;
  }

  /**
   * Starts the time in which an answer must have begun. A gRPC caller says itself how long it will
   * wait for the whole call, or means as long as it takes (gRPC over HTTP/2, "Requests").
   */
  void start() {
    Head head = exchange.head();
    int grpc = head.find(Known.GRPC_TIMEOUT, 0);
    if (grpc >= 0) {
      callDueNanos = beganNanos + GrpcTimeout.nanos(head, grpc);
    } else if (!head.isGrpc()) {
      callDueNanos = beganNanos + timeouts().request().toNanos();
    }
    watch();
    exchange.loop().exchanges().watch(deadline);
  }

  /** Starts a try's own time, where another could follow it. */
  void startTry(long nowNanos) {
    Head head = exchange.head();
    if (head.method().idempotent() && !head.tunnel()) {
      tryDueNanos = nowNanos + exchange.lane().tryTimeout().nanos(timeouts(), nowNanos);
      watch();
    }
  }

  void noTry() {
    tryDueNanos = Deadline.NEVER;
  }

  /** The answer has begun in time; from now on only silence ends it, or a gRPC caller's time. */
  void answered() {
    if (!exchange.head().has(Known.GRPC_TIMEOUT)) {
      callDueNanos = Deadline.NEVER;
    }
    tryDueNanos = Deadline.NEVER;
    watch();
  }

  /** A byte went one way or the other. */
  void touched(long nowNanos) {
    touchedNanos = nowNanos;
  }

  boolean isUp(long nowNanos) {
    return callDueNanos != Deadline.NEVER && nowNanos - callDueNanos >= 0;
  }

  void stop() {
    exchange.loop().exchanges().drop(deadline);
  }

  private void due(long nowNanos) {
    if (isUp(nowNanos)) {
      long millis = (callDueNanos - beganNanos) / 1_000_000;
      exchange.timeOut(nowNanos, "the call's " + millis + " ms are over");
    } else if (nowNanos - touchedNanos >= idleNanos()) {
      exchange.timeOut(nowNanos, "no byte for " + idleNanos() / 1_000_000 + " ms");
    } else if (tryDueNanos != Deadline.NEVER && nowNanos - tryDueNanos >= 0) {
      tryDueNanos = Deadline.NEVER;
      watch();
      @Nullable Attempt slow = exchange.attempt();
      // Without somewhere else to go, waiting on is the better bet.
      if (slow != null && exchange.tries().couldFollow(exchange, slow, nowNanos)) {
        exchange.tryTimedOut(slow, nowNanos);
      }
    } else {
      watch();
    }
  }

  private void watch() {
    long due = touchedNanos - beganNanos + idleNanos();
    if (callDueNanos != Deadline.NEVER) {
      due = Math.min(due, callDueNanos - beganNanos);
    }
    if (tryDueNanos != Deadline.NEVER) {
      due = Math.min(due, tryDueNanos - beganNanos);
    }
    deadline.set(beganNanos + due);
  }

  private TimeoutPolicy timeouts() {
    return exchange.lane().destination().policy().timeout();
  }

  private long idleNanos() {
    return exchange.tunnels() ? TUNNEL_IDLE_NANOS : timeouts().idle().toNanos();
  }
}
