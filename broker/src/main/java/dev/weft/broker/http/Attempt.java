package dev.weft.broker.http;

import dev.weft.broker.eject.Fault;
import dev.weft.broker.lane.RouteeLane;
import dev.weft.broker.path.TryFailure;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/**
 * One try of an exchange at one routee. Tells the routee's load and standing how it went, exactly
 * once, whatever the exchange makes of it.
 */
final class Attempt {
  private final Exchange exchange;
  private final RouteeLane routee;
  private final boolean trial;
  private final long beganNanos;
  private @Nullable RouteeConnection connection;
  private boolean settled;
  private boolean answered;
  private boolean interim;
  private boolean keepAlive;

  Attempt(Exchange exchange, RouteeLane routee, boolean trial, long nowNanos) {
    this.exchange = exchange;
    this.routee = routee;
    this.trial = trial;
    beganNanos = nowNanos;
    routee.load().began();
  }

  RouteeLane routee() {
    return routee;
  }

  /** Whether the routee's answer has begun. */
  boolean answered() {
    return answered;
  }

  boolean connected() {
    return connection != null;
  }

  /** Sends the request as far as it has come; the caller flushes, with what follows. */
  void send(RouteeConnection open) {
    connection = open;
    open.assign(this);
    open.write(exchange.head().message());
    exchange.body().replay().forEach(open::write);
    open.read();
  }

  /** Sends more of the body; the caller flushes. */
  void sendPart(HttpContent part) {
    if (connection != null) {
      connection.write(part);
    } else {
      part.release();
    }
  }

  void flush() {
    if (connection != null) {
      connection.flush();
    }
  }

  /** Whether the routee keeps up with the body. */
  boolean wantsBody() {
    return connection != null && connection.writable();
  }

  /** The caller has taken what was there: let more of the answer in. */
  void resumeAnswer() {
    if (connection != null) {
      connection.read();
    }
  }

  /** The exchange has no more use for it. */
  void abandon(long nowNanos) {
    if (!answered) {
      routee.load().measured(nowNanos - beganNanos, nowNanos); // at least this slow
    }
    settle(null, false, nowNanos);
    disconnect();
  }

  /** It has failed. */
  void failed(@Nullable Fault fault, long nowNanos) {
    settle(fault, false, nowNanos);
    disconnect();
  }

  /** How long it has taken so far. */
  long tookNanos(long nowNanos) {
    return nowNanos - beganNanos;
  }

  void onMessage(Object message) {
    exchange.touched();
    if (message instanceof HttpResponse head) {
      onHead(head);
    }
    if (message instanceof HttpContent part) {
      if (connection == null) {
        part.release(); // the head ended this attempt
      } else {
        onPart(part);
      }
    } else {
      ReferenceCountUtil.release(message);
    }
  }

  private void onHead(HttpResponse head) {
    int status = head.status().code();
    boolean unknown = status < 100 || status > 599 || status == 101; // no upgrade was asked for
    if (head.decoderResult().isFailure() || unknown || badFraming(head)) {
      exchange.tryFailed(this, TryFailure.MALFORMED, "the answer is not valid HTTP/1.1");
      return;
    }
    interim = status < 200;
    if (interim) {
      exchange.passInterim(head);
      return;
    }
    answered = true;
    keepAlive = HttpUtil.isKeepAlive(head);
    long nowNanos = exchange.loop().nowNanos();
    long took = nowNanos - beganNanos;
    exchange.lane().tryTimeout().measured(took, nowNanos);
    if (status >= 500) {
      settle(Fault.SERVER_ERROR, true, nowNanos);
    } else {
      routee.load().measured(took, nowNanos);
    }
    boolean elsewhere = status >= 502 && status <= 504;
    if (elsewhere && exchange.triesElsewhere(this, TryFailure.UNAVAILABLE)) {
      letGo();
    } else {
      exchange.beginAnswer(this, head);
    }
  }

  private static boolean badFraming(HttpResponse head) {
    @Nullable String encoding = head.headers().get(HttpHeaderNames.TRANSFER_ENCODING);
    return encoding != null && !encoding.equalsIgnoreCase("chunked");
  }

  private void onPart(HttpContent part) {
    if (part.decoderResult().isFailure()) {
      part.release();
      onClosed(part.decoderResult().cause());
      return;
    }
    if (interim) {
      exchange.passInterimEnd(part);
    } else if (part instanceof LastHttpContent last) {
      settle(null, true, exchange.loop().nowNanos());
      finish();
      exchange.endAnswer(last);
    } else {
      exchange.passPart(part);
    }
  }

  /** The answer is complete: keep the connection if both sides are done with the request. */
  private void finish() {
    @Nullable RouteeConnection done = connection;
    connection = null;
    if (done != null) {
      if (keepAlive && exchange.body().complete()) {
        done.release();
      } else {
        done.close();
      }
    }
  }

  /** A try elsewhere follows: the rest of this answer interests nobody. */
  private void letGo() {
    @Nullable RouteeConnection done = connection;
    connection = null;
    if (done != null) {
      if (keepAlive && exchange.body().complete()) {
        done.discardRest();
      } else {
        done.close();
      }
    }
    exchange.tryAgain();
  }

  void onReadComplete() {
    exchange.answerPaused();
  }

  void onWritable() {
    exchange.bodyWanted();
  }

  void onClosed(@Nullable Throwable cause) {
    boolean kept = connection != null && connection.reused();
    String how = cause == null ? "closed the connection" : "broke the connection";
    if (answered) {
      failed(Fault.CUT, exchange.loop().nowNanos());
      exchange.cut();
    } else {
      exchange.tryFailed(
          this,
          kept ? TryFailure.STALE : TryFailure.RESET,
          routee.name() + " " + how + " before it answered");
    }
  }

  private void disconnect() {
    @Nullable RouteeConnection done = connection;
    connection = null;
    if (done != null) {
      done.close();
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
    routee.load().ended();
    if (fault != null) {
      routee.load().failed(nowNanos - beganNanos, nowNanos);
      routee.standing().failed(fault, trial, nowNanos);
    } else if (decided) {
      routee.standing().succeeded(trial, nowNanos);
    } else if (trial) {
      routee.standing().undecided(nowNanos);
    }
  }
}
