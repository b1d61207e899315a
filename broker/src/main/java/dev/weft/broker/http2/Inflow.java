package dev.weft.broker.http2;

import static io.netty.handler.codec.http2.Http2Error.PROTOCOL_ERROR;

import dev.weft.broker.message.Head;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Stream;
import org.jspecify.annotations.Nullable;

/**
 * What comes in on a stream behind its fields, held while nobody can take it: at most one window,
 * which is returned as bytes are passed on. Holds the body to its Content-Length.
 */
final class Inflow {
  private final Http2Peer peer;
  private final Http2Stream stream;
  private long left = Head.UNKNOWN_LENGTH;
  private @Nullable ByteBuf held;
  private @Nullable Head trailers;
  private boolean ended;

  Inflow(Http2Peer peer, Http2Stream stream) {
    this.peer = peer;
    this.stream = stream;
  }

  /** How long the body must be; {@link Head#UNKNOWN_LENGTH} for any length. */
  void expect(long length) {
    left = length;
  }

  /** Counts what has come. */
  void count(int bytes, boolean end) throws Http2Exception {
    if (left != Head.UNKNOWN_LENGTH) {
      left -= bytes;
      if (left < 0 || (end && left > 0)) {
        throw Http2Exception.streamError(
            stream.id(), PROTOCOL_ERROR, "the body is not as long as Content-Length says");
      }
    }
  }

  /** Copied: a slice would keep the whole buffer that was read, however small the part. */
  void hold(ByteBuf part) {
    if (part.isReadable()) {
      if (held == null) {
        held = peer.ctx().alloc().buffer(part.readableBytes());
      }
      held.writeBytes(part);
    }
  }

  void ended(@Nullable Head newTrailers) {
    ended = true;
    trailers = newTrailers;
  }

  boolean hasEnded() {
    return ended;
  }

  boolean holds() {
    return held != null;
  }

  @Nullable Head trailers() {
    return trailers;
  }

  /** What was held, as the receiver's; its window is returned. */
  @Nullable ByteBuf release() {
    @Nullable ByteBuf part = held;
    held = null;
    if (part != null) {
      peer.returnWindow(stream, part.readableBytes());
    }
    return part;
  }

  /** Nobody wants it any more. */
  void discard() {
    @Nullable ByteBuf part = release();
    if (part != null) {
      part.release();
    }
  }
}
