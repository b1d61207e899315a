package dev.weft.broker.path;

import dev.weft.broker.eject.Fault;
import dev.weft.broker.lane.RouteeLane;
import dev.weft.broker.message.Head;
import dev.weft.broker.message.RetryAfter;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * One try of an exchange at one routee. Tells the routee's load and standing how it went, exactly
 * once, whatever the exchange makes of it.
 */
final class Attempt implements RouteeEvents {
  private final Exchange exchange;
  private final RouteeLane routee;
  private final boolean trial;
  private final long beganNanos;
  private @Nullable RouteeStream stream;
  private long restNanos;
  private long span;
  private boolean leftRoom;
  private boolean judged;
  private boolean settled;
  private boolean answered;

  Attempt(Exchange exchange, RouteeLane routee, boolean trial, long nowNanos) {
    this.exchange = exchange;
    this.routee = routee;
    this.trial = trial;
    beganNanos = nowNanos;
    routee.load().began();
    routee.limit().began(nowNanos);
  }

  RouteeLane routee() {
    return routee;
  }

  /** In its call's trace; 0 if nothing was sent of it, or calls are not traced. */
  long span() {
    return span;
  }

  /** Whether the routee's answer has begun. */
  boolean answered() {
    return answered;
  }

  boolean connected() {
    return stream != null;
  }

  /** Sends the request as far as it has come; the caller's turn flushes it, with what follows. */
  void send(RouteeStream open) {
    stream = open;
    RequestBody body = exchange.body();
    span = exchange.beginsTry(this);
    boolean whole = body.complete() && body.nothingSoFar();
    open.request(exchange.head(), whole, this);
    if (!whole) {
      body.replay(open);
    }
    open.demand();
  }

  /** Sends more of the body. */
  void sendPart(ByteBuf part) {
    if (stream != null) {
      stream.data(part);
    } else {
      part.release();
    }
  }

  void sendEnd(@Nullable Head trailers) {
    if (stream != null) {
      stream.end(trailers);
    }
  }

  void flush() {
    if (stream != null) {
      stream.flush();
    }
  }

  /** Whether the routee keeps up with the body. */
  boolean wantsBody() {
    return stream != null && stream.writable();
  }

  /** The caller has taken what was there: let more of the answer in. */
  void resumeAnswer() {
    if (stream != null) {
      stream.demand();
    }
  }

  /** The exchange has no more use for it. */
  void abandon(long nowNanos) {
    if (!answered) {
      routee.load().measured(nowNanos - beganNanos, nowNanos); // at least this slow
    }
    settle(null, false, nowNanos);
    release();
  }

  /** Another try that began later has answered: it takes longer than this, and counts as slow. */
  void outrun(long nowNanos) {
    if (!settled) {
      settled = true;
      long took = nowNanos - beganNanos;
      leaveRoom(false, nowNanos);
      routee.load().measured(took, nowNanos);
      routee.load().ended();
      routee.observed().answered(took);
      exchange.lane().tryTimeout().measured(took, nowNanos);
      judge(Fault.OUTRUN, false, nowNanos);
    }
    release();
  }

  /** It is not needed, and how long it took so far says nothing. */
  void dropped(long nowNanos) {
    settle(null, false, nowNanos);
    release();
  }

  /** It has failed. */
  void failed(@Nullable Fault fault, long nowNanos) {
    settle(fault, false, nowNanos);
    release();
  }

  long beganNanos() {
    return beganNanos;
  }

  /** How long it has taken so far. */
  long tookNanos(long nowNanos) {
    return nowNanos - beganNanos;
  }

  @Override
  public void onInterim(Head head) {
    exchange.touched();
    if (isMain()) {
      exchange.passInterim(head);
    }
  }

  @Override
  public void onAnswer(Head head, boolean end) {
    exchange.touched();
    answered = true;
    long nowNanos = exchange.loop().nowNanos();
    long took = nowNanos - beganNanos;
    exchange.lane().tryTimeout().measured(took, nowNanos);
    int status = head.status();
    if (status >= 500) {
      restNanos = status == 503 ? RetryAfter.nanos(head) : 0;
      settle(Fault.SERVER_ERROR, true, nowNanos);
    } else {
      leaveRoom(true, nowNanos);
      routee.load().measured(took, nowNanos);
      routee.observed().answered(took);
      if (head.tunnel()) {
        judge(null, true, nowNanos); // it may stay open for days
      }
    }
    boolean elsewhere = status == 500 || (status >= 502 && status <= 504);
    if (elsewhere
        && exchange
            .tries()
            .hedge()
            .goesOnWithout(
                this, "status_" + status, routee.name() + " answered " + status, nowNanos)) {
      release();
      return;
    }
    if (elsewhere && exchange.tries().givesUp(exchange, this, status)) {
      release();
      exchange.tryAgain();
      return;
    }
    exchange.tries().hedge().won(this, nowNanos);
    if (end) {
      settle(null, true, nowNanos);
      release();
    }
    if (exchange.ruled != null) {
      exchange.ruled.edit(head);
    }
    exchange.beginAnswer(this, head, end);
  }

  @Override
  public void onData(ByteBuf part) {
    exchange.touched();
    exchange.passPart(part);
  }

  @Override
  public void onEnd(@Nullable Head trailers) {
    exchange.touched();
    if (exchange.tunnels()) {
      exchange.endAnswer(trailers); // the caller's half may go on
      return;
    }
    settle(null, true, exchange.loop().nowNanos());
    release();
    exchange.endAnswer(trailers);
  }

  @Override
  public void onTurn() {
    if (isMain()) {
      exchange.answerPaused();
    } else {
      resumeAnswer();
    }
  }

  /** Whether the exchange's answer is to come from here, as far as is known yet. */
  private boolean isMain() {
    return exchange.attempt() == this;
  }

  @Override
  public void onWritable() {
    exchange.bodyWanted();
  }

  @Override
  public void onFailure(TryFailure failure, String detail) {
    stream = null; // no events come after this one, and nothing is to be released
    if (answered) {
      settle(Fault.CUT, false, exchange.loop().nowNanos());
      exchange.cut(failure.cut());
    } else {
      exchange.tryFailed(this, failure, routee.name() + " " + detail);
    }
  }

  private void release() {
    @Nullable RouteeStream done = stream;
    stream = null;
    if (done != null) {
      done.release();
    }
  }

  /**
   * Tells load and standing.
   *
   * @param fault null for none
   * @param decided false if the try says nothing, neither good nor bad
   */
  private void settle(@Nullable Fault fault, boolean decided, long nowNanos) {
    if (settled) {
      return;
    }
    settled = true;
    leaveRoom(fault == Fault.TIMEOUT, nowNanos);
    routee.load().ended();
    if (fault != null) {
      routee.load().failed(nowNanos - beganNanos, nowNanos);
      routee.observed().failed();
    }
    judge(fault, decided, nowNanos);
  }

  /** Another call may go there: this one's answer has begun, or it will have none. */
  private void leaveRoom(boolean tells, long nowNanos) {
    if (leftRoom) {
      return;
    }
    leftRoom = true;
    if (tells) {
      routee.limit().answered(beganNanos, nowNanos);
    } else {
      routee.limit().left(beganNanos, nowNanos);
    }
    exchange.lane().roomFreed(nowNanos);
  }

  private void judge(@Nullable Fault fault, boolean decided, long nowNanos) {
    if (judged) {
      return;
    }
    judged = true;
    if (fault != null) {
      routee.standing().failed(fault, restNanos, trial, nowNanos);
      if (fault.isAnswer()) {
        exchange.lane().doubt(routee);
      }
    } else if (decided) {
      routee.standing().succeeded(trial, nowNanos);
    } else if (trial) {
      routee.standing().undecided(nowNanos);
    }
  }
}
