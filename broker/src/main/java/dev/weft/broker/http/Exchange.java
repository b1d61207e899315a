package dev.weft.broker.http;

import dev.weft.broker.eject.Fault;
import dev.weft.broker.lane.ConnectionLimit;
import dev.weft.broker.lane.Deadline;
import dev.weft.broker.lane.DestinationLane;
import dev.weft.broker.lane.Loop;
import dev.weft.broker.observe.ExchangeEnd;
import dev.weft.broker.observe.Outcome;
import dev.weft.broker.path.ProxyError;
import dev.weft.broker.path.Refusal;
import dev.weft.broker.path.TryFailure;
import dev.weft.model.mesh.RouteeId;
import dev.weft.model.mesh.TimeoutPolicy;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** One request and its answer. Lives on one loop; ends exactly once. */
final class Exchange {
  private final RequestPath path;
  private final CallerConnection caller;
  private final Loop loop;
  private final RequestHead head;
  private final long beganNanos;
  private final RequestBody body = new RequestBody();
  private final Tries tries = new Tries();
  private final Deadline deadline = new Deadline(this::due);
  private final Runnable connectionFreed = this::tryAgain;
  private @Nullable DestinationLane lane;
  private @Nullable Attempt attempt;
  private @Nullable RouteeId lastRoutee;
  private @Nullable ConnectionLimit awaited;
  private long callDueNanos;
  private long tryDueNanos = Deadline.NEVER;
  private long touchedNanos;
  private boolean entered;
  private int answerStatus;
  private boolean over;

  Exchange(RequestPath path, CallerConnection caller, Loop loop, RequestHead head) {
    this.path = path;
    this.caller = caller;
    this.loop = loop;
    this.head = head;
    beganNanos = loop.nowNanos();
    touchedNanos = beganNanos;
  }

  Loop loop() {
    return loop;
  }

  RequestHead head() {
    return head;
  }

  RequestBody body() {
    return body;
  }

  Tries tries() {
    return tries;
  }

  long beganNanos() {
    return beganNanos;
  }

  DestinationLane lane() {
    return Objects.requireNonNull(lane, "routed");
  }

  // What the request path does with it.

  void routed(DestinationLane found) {
    lane = found;
    path.observer().started(found.destination().service());
  }

  void startDeadline() {
    callDueNanos = beganNanos + timeouts().request().toNanos();
    watch();
    loop.exchanges().watch(deadline);
  }

  void entered() {
    entered = true;
  }

  void attempt(@Nullable Attempt next) {
    attempt = next;
    tryDueNanos = Deadline.NEVER;
    if (next != null) {
      lastRoutee = next.routee().standing().routee().id();
    }
  }

  boolean isOn(Attempt one) {
    return !over && attempt == one;
  }

  void startTryDeadline(long nowNanos) {
    if (head.idempotent()) {
      tryDueNanos = nowNanos + lane().tryTimeout().nanos(timeouts(), nowNanos);
      watch();
    }
  }

  void awaitConnection(ConnectionLimit limit) {
    if (limit.await(connectionFreed)) {
      awaited = limit;
    } else {
      refuse(Refusal.of(ProxyError.CONNECTION_LIMIT, "too many calls wait for a connection"));
    }
  }

  void tryAgain() {
    awaited = null;
    attempt = null;
    if (!over) {
      path.tryOnce(this);
    }
  }

  boolean timeIsUp(long nowNanos) {
    return nowNanos - callDueNanos >= 0;
  }

  // What the caller sends.

  boolean wantsBody() {
    return !over && attempt != null && attempt.wantsBody();
  }

  void onBody(HttpContent part) {
    touched();
    if (part instanceof LastHttpContent last) {
      HopByHop.stripTrailers(last.trailingHeaders());
    }
    body.passing(part);
    if (attempt != null) {
      attempt.sendPart(part);
    } else {
      part.release();
    }
  }

  void flushBody() {
    if (attempt != null) {
      attempt.flush();
    }
  }

  void bodyWanted() {
    caller.pump();
  }

  /** The caller has closed its connection. */
  void callerLeft() {
    if (!over) {
      end(new Outcome.CallerLeft());
    }
  }

  /** The caller's body turned out malformed. */
  void badBody(String detail) {
    refuse(Refusal.badRequest(400, detail));
  }

  /** The caller has taken what was written. */
  void callerWritable() {
    if (attempt != null) {
      attempt.resumeAnswer();
    }
  }

  // What the routee answers.

  void touched() {
    touchedNanos = loop.nowNanos();
  }

  void passInterim(HttpResponse interim) {
    if (!head.http10()) {
      HopByHop.strip(interim.headers());
      caller.write(interim);
    }
  }

  void passInterimEnd(HttpContent end) {
    if (head.http10()) {
      end.release();
    } else {
      caller.writeAndFlush(end);
    }
  }

  void tryFailed(Attempt one, TryFailure failure, String detail) {
    if (isOn(one)) {
      path.failed(this, one, failure, detail);
    }
  }

  boolean triesElsewhere(Attempt one, TryFailure failure) {
    return tries.mayFollow(this, one, failure, loop.nowNanos());
  }

  void beginAnswer(Attempt from, HttpResponse answer) {
    answerStatus = answer.status().code();
    tryDueNanos = Deadline.NEVER;
    watch();
    if (!body.complete() || path.draining()) {
      caller.closeAfterwards();
    }
    AnswerHead.prepare(answer, head, caller.closing())
        .ifPresent(why -> caller.closeAfterwards()); // its end can only be told by closing
    if (head.explain()) {
      answer.headers().set("x-weft-routee", from.routee().name());
    }
    caller.writeAnswer(answer, head.isHead());
  }

  void passPart(HttpContent part) {
    caller.write(part);
  }

  void endAnswer(LastHttpContent last) {
    HopByHop.stripTrailers(last.trailingHeaders());
    caller.writeAndFlush(last);
    end(new Outcome.Answered(answerStatus));
  }

  /** Everything read so far was passed on. */
  void answerPaused() {
    caller.flush();
    if (!over && caller.writable()) {
      callerWritable();
    }
  }

  /** The answer broke off: the caller must not take it for whole. */
  void cut() {
    if (!over) {
      caller.breakOff();
      end(new Outcome.Cut(answerStatus));
    }
  }

  // How it ends without a routee's answer.

  void refuse(Refusal refusal) {
    if (over) {
      return;
    }
    if (answerStatus != 0) {
      cut();
      return;
    }
    String service = lane == null ? null : lane.destination().service().toString();
    var full =
        new Refusal(refusal.error(), refusal.status(), refusal.detail(), service, refusal.routee());
    caller.writeRefusal(full, id(), head);
    end(new Outcome.Refused(refusal.status(), refusal.error().word()));
  }

  private void due(long nowNanos) {
    TimeoutPolicy timeouts = timeouts();
    if (timeIsUp(nowNanos)) {
      timeOut(nowNanos, "the call's " + timeouts.request().toMillis() + " ms are over");
    } else if (nowNanos - touchedNanos >= timeouts.idle().toNanos()) {
      timeOut(nowNanos, "no byte for " + timeouts.idle().toMillis() + " ms");
    } else if (tryDueNanos != Deadline.NEVER && nowNanos - tryDueNanos >= 0) {
      tryTimedOut(nowNanos);
    } else {
      watch();
    }
  }

  private void tryTimedOut(long nowNanos) {
    tryDueNanos = Deadline.NEVER;
    watch();
    @Nullable Attempt slow = attempt;
    // Without somewhere else to go, waiting on is the better bet.
    if (slow != null && tries.couldFollow(this, slow, nowNanos)) {
      long took = slow.tookNanos(nowNanos);
      lane().tryTimeout().measured(took, nowNanos);
      path.failed(
          this,
          slow,
          TryFailure.TIMED_OUT,
          slow.routee().name() + " did not answer within " + took / 1_000_000 + " ms");
    }
  }

  private void timeOut(long nowNanos, String detail) {
    @Nullable Attempt slow = attempt;
    if (!body.complete() && slow != null && slow.connected() && !slow.answered()) {
      refuse(Refusal.of(ProxyError.REQUEST_TIMEOUT, "the body did not arrive: " + detail));
    } else if (slow != null && slow.answered()) {
      cut();
    } else {
      boolean connecting = slow != null && !slow.connected();
      if (slow != null) {
        slow.failed(connecting ? Fault.CONNECT : Fault.TIMEOUT, nowNanos);
      }
      ProxyError error = connecting ? ProxyError.CONNECTION_TIMEOUT : ProxyError.RESPONSE_TIMEOUT;
      refuse(Refusal.of(error, detail).from("", slow == null ? null : slow.routee().name()));
    }
  }

  private void watch() {
    long due = Math.min(callDueNanos - beganNanos, touchedNanos - beganNanos + idleNanos());
    if (tryDueNanos != Deadline.NEVER) {
      due = Math.min(due, tryDueNanos - beganNanos);
    }
    deadline.set(beganNanos + due);
  }

  private void end(Outcome outcome) {
    loop.assertHere();
    over = true;
    loop.exchanges().drop(deadline);
    long nowNanos = loop.nowNanos();
    if (attempt != null) {
      attempt.abandon(nowNanos);
    }
    if (awaited != null) {
      awaited.leave(connectionFreed);
    }
    body.forget();
    if (lane != null) {
      if (entered) {
        lane.destination().leave();
      }
      path.observer()
          .ended(
              new ExchangeEnd(
                  lane.destination().service(),
                  lastRoutee,
                  outcome,
                  tries.retries(),
                  nowNanos - beganNanos));
    }
    caller.exchangeEnded(body.complete());
  }

  private TimeoutPolicy timeouts() {
    return lane().destination().policy().timeout();
  }

  private long idleNanos() {
    return timeouts().idle().toNanos();
  }

  private static String id() {
    return Long.toHexString(ThreadLocalRandom.current().nextLong());
  }
}
