package dev.weft.broker.path;

import dev.weft.broker.caller.ConnectionCaller;
import dev.weft.broker.message.Head;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * The caller's side of one exchange: where its answer goes and its body is asked for. An HTTP/1
 * connection is one for one exchange after the other, an HTTP/2 stream for one only.
 *
 * <p>The protocol hands a request to {@link RequestPath#begin} and then tells the {@link Exchange}
 * what follows. All calls both ways are on the exchange's loop. A head given here may be edited and
 * is not used after the call returns; a buffer given here is the receiver's to release.
 */
public interface CallerStream {
  /** Passes on an interim answer (1xx, not 101), unless the caller's protocol knows none. */
  void interim(Head head);

  /**
   * Begins the answer. Framing is this side's matter: by {@link Head#bodyLength} and what the
   * caller's protocol can do.
   *
   * @param end whether nothing follows, neither body nor trailers
   */
  void answer(Head head, boolean end);

  /** Passes on some of the answer's body, or of a tunnel's bytes. */
  void data(ByteBuf part);

  /**
   * Ends the answer, or the routee's half of a tunnel.
   *
   * @param trailers null for none
   */
  void end(@Nullable Head trailers);

  /** Sends what was written. */
  void flush();

  /** Whether the caller keeps up; when it does again, {@link Exchange#callerWritable} is told. */
  boolean writable();

  /** More of the request's body is wanted: comes as {@link Exchange#onBody}, until it is not. */
  void demand();

  /** Answers in the routee's stead; nothing of an answer has been written. */
  void refuse(Refusal refusal, String exchangeId);

  /** The answer that has begun cannot be completed: the caller must see it as cut, not whole. */
  void cut(Cut how);

  /**
   * The exchange is over; nothing of it is called again, and it must not be told any more.
   *
   * @param requestComplete whether the whole request was read
   */
  void ended(boolean requestComplete);

  /** Who is at the other end. */
  ConnectionCaller from();

  /** What the caller speaks, as OpenTelemetry and access logs write it. */
  default String protocol() {
    return "http/1.1";
  }

  /** Whether calls to this authority may come this way: TLS may have been ended for another. */
  default boolean serves(String authority) {
    return true;
  }
}
