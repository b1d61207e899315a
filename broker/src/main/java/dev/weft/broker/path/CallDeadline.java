package dev.weft.broker.path;

import dev.weft.broker.eject.Fault;
import dev.weft.broker.lane.Deadline;
import dev.weft.broker.message.Head;
import dev.weft.broker.message.TimeLeft;
import dev.weft.model.mesh.TimeoutPolicy;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * When an exchange has waited long enough: for the answer to begin, for one try of it, or for any
 * byte at all. One number that the loop compares every few milliseconds; moving it costs a store.
 */
final class CallDeadline {
  private static final long TUNNEL_IDLE_NANOS = 3_600_000_000_000L;

  private final Exchange exchange;
  private final RequestPath path;
  private final long beganNanos;
  private final long saidNanos;
  private final Deadline deadline = new Deadline(this::due);
  private long callDueNanos = Deadline.NEVER;
  private long tryDueNanos = Deadline.NEVER;
  private long hedgeDueNanos = Deadline.NEVER;
  private long touchedNanos;
  private boolean tryFirm;

  /**
   * @param saidNanos what the caller said of it; see {@link TimeLeft}
   */
  CallDeadline(Exchange exchange, RequestPath path, long saidNanos, long beganNanos) {
    this.exchange = exchange;
    this.path = path;
    this.saidNanos = saidNanos;
    this.beganNanos = beganNanos;
    touchedNanos = beganNanos;
  }

  /**
   * Starts the time in which an answer must have begun. A gRPC caller says itself how long it will
   * wait for the whole call, or means as long as it takes (gRPC over HTTP/2, "Requests"); others
   * may say that they wait for less than the service's policy lets them.
   */
  void start() {
    boolean grpc = exchange.head().isGrpc();
    long request = requestNanos();
    if (saidNanos != TimeLeft.UNSAID) {
      callDueNanos = beganNanos + (grpc ? saidNanos : Math.min(saidNanos, request));
    } else if (!grpc && request != Long.MAX_VALUE) {
      callDueNanos = beganNanos + request;
    }
    watch();
    exchange.loop().exchanges().watch(deadline);
  }

  /** Tells the next routee how much time is left, where the caller has said how long it waits. */
  void pass(long nowNanos) {
    if (saidNanos != TimeLeft.UNSAID) {
      TimeLeft.pass(exchange.head(), exchange.head().isGrpc(), callDueNanos - nowNanos);
    }
  }

  /** Starts a try's own time, where another could follow it. */
  void startTry(long nowNanos) {
    Head head = exchange.head();
    @Nullable Ruled ruled = exchange.ruled;
    @Nullable Duration own = ruled == null ? null : ruled.perTry();
    tryFirm = own != null;
    if (own != null) {
      tryDueNanos = own.isZero() ? Deadline.NEVER : nowNanos + own.toNanos();
      watch();
    } else if (head.method().idempotent() && !head.tunnel()) {
      tryDueNanos = nowNanos + exchange.lane().tryTimeout().nanos(timeouts(), nowNanos);
      hedgeDueNanos = exchange.tries().hedge().dueNanos(nowNanos);
      watch();
    }
  }

  /** A route's rule comes before the service's policy. */
  private long requestNanos() {
    @Nullable Ruled ruled = exchange.ruled;
    @Nullable Duration own = ruled == null ? null : ruled.request();
    Duration request = own == null ? timeouts().request() : own;
    return own != null && own.isZero() ? Long.MAX_VALUE : request.toNanos();
  }

  void noTry() {
    tryDueNanos = Deadline.NEVER;
    hedgeDueNanos = Deadline.NEVER;
  }

  /** The answer has begun in time; from now on only silence ends it, or the caller's own time. */
  void answered() {
    if (saidNanos == TimeLeft.UNSAID) {
      callDueNanos = Deadline.NEVER;
    }
    noTry();
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
      timeOut(nowNanos, "the call's " + millis + " ms are over");
    } else if (nowNanos - touchedNanos >= idleNanos()) {
      timeOut(nowNanos, "no byte for " + idleNanos() / 1_000_000 + " ms");
    } else if (tryDueNanos != Deadline.NEVER && nowNanos - tryDueNanos >= 0) {
      tryDueNanos = Deadline.NEVER;
      watch();
      @Nullable Attempt slow = exchange.attempt();
      // Without somewhere else to go, waiting on is the better bet, unless a route says otherwise.
      if (slow != null
          && (tryFirm
              || exchange.tries().hedge().runs()
              || exchange.tries().couldFollow(exchange, slow, nowNanos))) {
        giveUp(slow, nowNanos);
      }
    } else if (hedgeDueNanos != Deadline.NEVER && nowNanos - hedgeDueNanos >= 0) {
      hedgeDueNanos = Deadline.NEVER;
      watch();
      @Nullable Attempt slow = exchange.attempt();
      if (slow != null) {
        path.hedge(exchange, slow, nowNanos);
      }
    } else {
      watch();
    }
  }

  /** A try is given up because it is slow; another may follow. */
  private void giveUp(Attempt slow, long nowNanos) {
    long took = slow.tookNanos(nowNanos);
    exchange.lane().tryTimeout().measured(took, nowNanos);
    path.failed(
        exchange,
        slow,
        TryFailure.TIMED_OUT,
        slow.routee().name() + " did not answer within " + took / 1_000_000 + " ms");
  }

  private void timeOut(long nowNanos, String detail) {
    @Nullable Attempt slow = exchange.attempt();
    if (slow != null && slow.answered()) {
      exchange.cut(Cut.TIMED_OUT);
    } else if (!exchange.body().complete() && slow != null && slow.connected()) {
      exchange.refuse(Refusal.of(ProxyError.REQUEST_TIMEOUT, "the body did not arrive: " + detail));
    } else if (!exchange.timesOutInLine(detail)) {
      boolean connecting = slow != null && !slow.connected();
      if (slow != null) {
        slow.failed(connecting ? Fault.CONNECT : Fault.TIMEOUT, nowNanos);
      }
      ProxyError error = connecting ? ProxyError.CONNECTION_TIMEOUT : ProxyError.RESPONSE_TIMEOUT;
      @Nullable String routee = slow == null ? null : slow.routee().name();
      exchange.refuse(Refusal.of(error, detail).from("", routee));
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
    if (hedgeDueNanos != Deadline.NEVER) {
      due = Math.min(due, hedgeDueNanos - beganNanos);
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
