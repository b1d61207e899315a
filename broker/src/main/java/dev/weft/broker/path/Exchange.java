package dev.weft.broker.path;

import dev.weft.broker.balance.CallKey;
import dev.weft.broker.caller.ConnectionCaller;
import dev.weft.broker.lane.DestinationLane;
import dev.weft.broker.lane.Loop;
import dev.weft.broker.message.ExchangeId;
import dev.weft.broker.message.Forwarding;
import dev.weft.broker.message.Head;
import dev.weft.broker.message.TimeLeft;
import dev.weft.broker.observe.Outcome;
import dev.weft.broker.observe.Sighting;
import dev.weft.broker.trace.TraceContext;
import io.netty.buffer.ByteBuf;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One request and its answer. Lives on one loop; ends exactly once, with {@link
 * CallerStream#ended}.
 *
 * <p>A protocol makes one, keeps it, calls {@link #begin}, and then tells it what the caller sends:
 * body parts only while {@link #wantsBody}, and {@link #onTurn} after each turn in which it told
 * anything, and in answer to each {@link CallerStream#demand}.
 */
public final class Exchange {
  private final RequestPath path;
  private final CallerStream caller;
  private final Loop loop;
  private final Head head;
  private final ExchangeId id;
  private final Telling telling;
  private final long beganNanos;
  private final RequestBody body;
  private final Tries tries = new Tries(this);
  private final CallDeadline deadline;
  private final Sighting sighting;
  private @Nullable DestinationLane lane;
  private long callKey = CallKey.NONE;
  private @Nullable Attempt attempt;
  private @Nullable PlaceInLine line;
  @Nullable Ruled ruled; // set by the request path where a route has a say
  private boolean fellBack;
  private boolean entered;
  private boolean tunnel;
  private boolean answerEnded;
  private int answerStatus;
  private boolean over;

  /**
   * @param head checked by the protocol, without fields that concern one connection only; not to be
   *     touched until the exchange has ended
   * @param end whether no body and no trailers follow
   */
  public Exchange(RequestPath path, CallerStream caller, Loop loop, Head head, boolean end) {
    this.path = path;
    this.caller = caller;
    this.loop = loop;
    this.head = head;
    id = new ExchangeId(loop.nextExchangeId());
    telling = new Telling(head);
    body = new RequestBody(end);
    beganNanos = loop.nowNanos();
    deadline = new CallDeadline(this, path, TimeLeft.of(head), beganNanos);
    var from = caller.from();
    sighting =
        new Sighting(
            path.observer(),
            loop.edges(),
            loop.trails(),
            caller.protocol(),
            id,
            head,
            from.address(),
            beganNanos);
    sighting.calledBy(from.of(head));
  }

  /** Starts the journey. May end the exchange before it returns. */
  public void begin() {
    path.begin(this);
  }

  ExchangeId id() {
    return id;
  }

  Loop loop() {
    return loop;
  }

  Head head() {
    return head;
  }

  RequestBody body() {
    return body;
  }

  Tries tries() {
    return tries;
  }

  Sighting sighting() {
    return sighting;
  }

  long beganNanos() {
    return beganNanos;
  }

  ConnectionCaller from() {
    return caller.from();
  }

  boolean mayReach(String authority) {
    return caller.serves(authority);
  }

  DestinationLane lane() {
    return Objects.requireNonNull(lane, "routed");
  }

  // What the request path does with it.

  void routed(DestinationLane found) {
    lane = found;
    callKey = found.destination().callKey().of(head, caller.from().address());
    sighting.routed(found.destination().service());
  }

  void startDeadline() {
    deadline.start();
  }

  /** Has another service take the call; false if one has already, or has as many as it may. */
  boolean fallsBackTo(DestinationLane other) {
    if (fellBack || !other.destination().enter()) {
      return false;
    }
    lane().destination().leave();
    fellBack = true;
    lane = other;
    callKey = other.destination().callKey().of(head, caller.from().address());
    tries.anew();
    return true;
  }

  /**
   * Says in the head what is of the next try alone.
   *
   * @return the try's span; 0 if calls are not traced
   */
  long beginsTry(Attempt next) {
    deadline.pass(loop.nowNanos());
    long span = sighting.tracing() == null ? 0 : TraceContext.beginTry(head, loop::nextExchangeId);
    if (attempt == next) {
      sighting.trySpan(span);
    }
    return span;
  }

  void entered() {
    entered = true;
  }

  void attempt(@Nullable Attempt next) {
    attempt = next;
    deadline.noTry();
    if (next != null) {
      sighting.tries(next.routee().standing().routee().id(), next.beganNanos());
      sighting.trySpan(next.span());
    }
  }

  @Nullable Attempt attempt() {
    return attempt;
  }

  boolean isOn(Attempt one) {
    return !over && (attempt == one || tries.hedge().is(one));
  }

  void startTryDeadline(long nowNanos) {
    deadline.startTry(nowNanos);
  }

  /** Where it waits; made when it has to for the first time. */
  PlaceInLine line() {
    if (line == null) {
      line = new PlaceInLine(path, this);
    }
    return line;
  }

  void tryAgain() {
    attempt = null;
    if (!over) {
      path.tryOnce(this);
    }
  }

  boolean timeIsUp(long nowNanos) {
    return deadline.isUp(nowNanos);
  }

  // What the caller sends.

  /** Whether the routee can take more of the body now. */
  public boolean wantsBody() {
    return !over && attempt != null && attempt.wantsBody();
  }

  /** Some of the request's body, or of a tunnel's bytes; the buffer is released here. */
  public void onBody(ByteBuf part) {
    touched();
    sighting.passedIn(part.readableBytes());
    if (!tunnel) {
      body.passing(part);
    }
    if (attempt != null) {
      attempt.sendPart(part);
    } else {
      part.release();
    }
  }

  /**
   * The request is whole, or the caller's half of a tunnel has ended.
   *
   * @param trailers null for none; not to be touched until the exchange has ended
   */
  public void onEnd(@Nullable Head trailers) {
    touched();
    if (trailers != null) {
      Forwarding.dropClaims(trailers);
    }
    body.complete(trailers);
    if (attempt != null) {
      attempt.sendEnd(trailers);
    }
    if (answerEnded) {
      end(new Outcome.Answered(answerStatus)); // the second half of a tunnel
    }
  }

  /** Everything that the caller's side had to tell in this turn was told. */
  public void onTurn() {
    if (attempt != null) {
      attempt.flush();
    }
  }

  /** The caller has closed or reset. */
  public void callerLeft() {
    if (!over) {
      end(tunnel ? new Outcome.Answered(answerStatus) : new Outcome.CallerLeft());
    }
  }

  /** The request's body turned out malformed: nothing more of it may reach the routee. */
  public void badBody(Refusal refusal) {
    refuse(refusal);
  }

  /** The caller has taken what was written. */
  public void callerWritable() {
    if (attempt != null) {
      attempt.resumeAnswer();
    }
  }

  /** What ties the call to a routee, by its service's policy. */
  long callKey() {
    return callKey;
  }

  /** Whether bytes go both ways without a message's end. */
  boolean tunnels() {
    return tunnel;
  }

  void bodyWanted() {
    caller.demand();
  }

  // What the routee answers.

  void touched() {
    deadline.touched(loop.nowNanos());
  }

  void passInterim(Head interim) {
    caller.interim(interim);
  }

  void tryFailed(Attempt one, TryFailure failure, String detail) {
    if (isOn(one)) {
      path.failed(this, one, failure, detail);
    }
  }

  void beginAnswer(Attempt from, Head answer, boolean end) {
    answerStatus = answer.status();
    tunnel = answer.tunnel();
    deadline.answered();
    sighting.answers(answer, loop.nowNanos());
    telling.into(answer, from, sighting);
    lane().destination().callKey().tell(answer, callKey, from.routee().session(), head.secure());
    caller.answer(answer, end);
    if (end) {
      end(new Outcome.Answered(answerStatus));
    }
  }

  void passPart(ByteBuf part) {
    sighting.passedOut(part.readableBytes());
    caller.data(part);
  }

  void endAnswer(@Nullable Head trailers) {
    answerEnded = true;
    sighting.answerEnds(trailers);
    caller.end(trailers);
    if (!tunnel || body.complete()) {
      end(new Outcome.Answered(answerStatus));
    }
  }

  /** Everything read so far was passed on. */
  void answerPaused() {
    caller.flush();
    if (!over && caller.writable()) {
      callerWritable();
    }
  }

  /** The answer broke off: the caller must not take it for whole. */
  void cut(Cut how) {
    if (!over) {
      caller.cut(how);
      end(new Outcome.Cut(answerStatus));
    }
  }

  // How it ends without a routee's answer.

  void answerItself(Head answer) {
    caller.answer(answer, true);
    end(new Outcome.Answered(answer.status()));
  }

  void refuse(Refusal refusal) {
    if (over) {
      return;
    }
    if (answerStatus != 0) {
      cut(Cut.SHORT);
      return;
    }
    String service = lane == null ? null : lane.destination().service().toString();
    var full =
        new Refusal(refusal.error(), refusal.status(), refusal.detail(), service, refusal.routee());
    caller.refuse(full, id.toString());
    end(new Outcome.Refused(refusal.status(), refusal.error().word()));
  }

  /** Its time is over: says so where it waited in line; false if that was not there. */
  boolean timesOutInLine(String detail) {
    return line != null && line.timeOut(detail);
  }

  private void end(Outcome outcome) {
    loop.assertHere();
    if (over) {
      return; // writing the answer's end may have told already that the caller's stream is closed
    }
    over = true;
    deadline.stop();
    long nowNanos = loop.nowNanos();
    if (attempt != null) {
      attempt.abandon(nowNanos);
    }
    tries.hedge().end(nowNanos);
    if (line != null) {
      line.leave();
    }
    body.end();
    if (lane != null && entered) {
      lane.destination().leave();
    }
    if (lane != null) {
      sighting.slowAfter(lane.tryTimeout().slowNanos());
    }
    sighting.ended(outcome, tries.retries(), nowNanos);
    caller.ended(body.complete());
  }
}
