package dev.weft.broker.path;

import dev.weft.broker.caller.ConnectionCaller;
import dev.weft.broker.lane.Loop;
import dev.weft.broker.message.Head;
import dev.weft.broker.message.HeadCopy;
import dev.weft.broker.route.Destination;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * A copy of a call that goes elsewhere, and whose answer nobody sees. It is an exchange of its own
 * with all that this means (retries, ejection, limits), but never slows the call down: one that
 * falls too far behind the body is given up.
 */
final class MirrorCall implements CallerStream {
  private static final int MOST_BEHIND_BYTES = 64 * 1024;

  private final RequestPath path;
  private final Loop loop;
  private final Destination destination;
  private final ConnectionCaller from;
  private final Head head;
  private final boolean bodyless;
  private @Nullable Exchange exchange;
  private boolean whole;
  private int behindBytes;

  /** Takes the request as it is now; nothing is sent yet. */
  MirrorCall(RequestPath path, Exchange of, Destination destination) {
    this.path = path;
    this.destination = destination;
    loop = of.loop();
    from = of.from();
    head = loop.heads().take();
    HeadCopy.of(of.head(), head);
    bodyless = of.body().complete();
  }

  void begin() {
    whole = bodyless;
    var begun = new Exchange(path, this, loop, head, bodyless);
    exchange = begun;
    path.begin(begun, destination);
    flushRequest();
  }

  /** Some of the request's body; the buffer stays the caller's. */
  void body(ByteBuf part) {
    @Nullable Exchange to = exchange;
    if (to == null) {
      return;
    }
    behindBytes = to.wantsBody() ? 0 : behindBytes + part.readableBytes();
    if (behindBytes > MOST_BEHIND_BYTES) {
      to.callerLeft();
      return;
    }
    to.onBody(part.retainedDuplicate());
    @Nullable Attempt at = to.attempt();
    if (!to.body().replayable() && (at == null || !at.connected())) {
      to.callerLeft(); // what comes next would have no beginning
    }
    flushRequest();
  }

  /** The request's body is whole; its trailers are not copied. */
  void bodyEnd() {
    whole = true;
    if (exchange != null) {
      exchange.onEnd(null);
      flushRequest();
    }
  }

  private void flushRequest() {
    if (exchange != null) {
      exchange.onTurn();
    }
  }

  /** The call that this is a copy of is over: what is not whole by now will never be. */
  void callerEnded() {
    if (exchange != null && !whole) {
      exchange.callerLeft();
    }
  }

  @Override
  public void ended(boolean requestComplete) {
    exchange = null;
    loop.heads().give(head);
  }

  @Override
  public void data(ByteBuf part) {
    part.release();
  }

  /** The routee is there: it gets what has come so far. */
  @Override
  public void demand() {
    flushRequest();
  }

  @Override
  public boolean writable() {
    return true;
  }

  @Override
  public ConnectionCaller from() {
    return from;
  }

  // Nobody hears the answer.

  @Override
  public void interim(Head interim) {}

  @Override
  public void answer(Head answer, boolean end) {}

  @Override
  public void end(@Nullable Head trailers) {}

  @Override
  public void flush() {}

  @Override
  public void refuse(Refusal refusal, String exchangeId) {}

  @Override
  public void cut(Cut how) {}
}
