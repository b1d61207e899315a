package dev.weft.broker.path;

import dev.weft.broker.message.Head;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * The routee's side of one attempt: where the request goes. Exclusive for the attempt; an HTTP/1
 * connection serves one attempt after the other, an HTTP/2 connection many streams.
 *
 * <p>All calls are on the exchange's loop. Nothing is sent before {@link #flush}. A head given here
 * is not changed and not used after the call returns (it may be sent again elsewhere); a buffer is
 * the receiver's to release.
 */
public interface RouteeStream {
  /**
   * Sends the request's head.
   *
   * @param events told of the answer from now on
   * @param end whether nothing follows
   */
  void request(Head head, boolean end, RouteeEvents events);

  /** Sends some of the request's body, or of a tunnel's bytes. */
  void data(ByteBuf part);

  /**
   * Ends the request, or the caller's half of a tunnel.
   *
   * @param trailers null for none
   */
  void end(@Nullable Head trailers);

  void flush();

  /** Whether the routee keeps up; when it does again, {@link RouteeEvents#onWritable} is told. */
  boolean writable();

  /** More of the answer is wanted. */
  void demand();

  /**
   * The attempt wants nothing more of it: cancels what is under way (HTTP/2 CANCEL, HTTP/1 close)
   * or, after a whole answer to a whole request, keeps the connection. No events come after it.
   */
  void release();

  /** Whether its connection has served before, so that the routee may just be closing it. */
  boolean reused();
}
