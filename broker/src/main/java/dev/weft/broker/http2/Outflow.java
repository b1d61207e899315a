package dev.weft.broker.http2;

import dev.weft.broker.message.Head;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.handler.codec.http2.Http2Stream;
import org.jspecify.annotations.Nullable;

/**
 * What goes out on a stream behind its fields. Keeps the last part back until the turn is over, so
 * that the end can go with it in one frame.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a channel tells its handlers what fails
final class Outflow {
  private final Http2Peer peer;
  private final Http2Stream stream;
  private @Nullable ByteBuf last;
  private @Nullable ChannelFuture ending;

  Outflow(Http2Peer peer, Http2Stream stream) {
    this.peer = peer;
    this.stream = stream;
  }

  void data(ByteBuf part) {
    if (gone() || !part.isReadable()) {
      part.release();
      return;
    }
    writeLast(false);
    last = part;
  }

  void end(@Nullable Head trailers) {
    if (gone()) {
      discard();
    } else if (trailers == null || trailers.fields() == 0) {
      if (last == null) {
        last = Unpooled.EMPTY_BUFFER;
      }
      writeLast(true);
    } else {
      writeLast(false);
      var ctx = peer.ctx();
      ending =
          peer.encoder()
              .writeHeaders(
                  ctx, stream.id(), peer.trailers(trailers, stream), 0, true, ctx.newPromise());
    }
  }

  void flush() {
    if (!gone()) {
      writeLast(false);
      peer.flushLater();
    }
  }

  boolean writable() {
    return !gone() && peer.writable(stream);
  }

  /** Called when the end has gone out; at once if it has, never if there is none. */
  void whenEnded(Runnable then) {
    if (stream.state() == Http2Stream.State.HALF_CLOSED_LOCAL) {
      then.run();
    } else if (ending != null) {
      ending.addListener(ended -> {
        if (ended.isSuccess()) {
          then.run();
        }
      });
    }
  }

  /** Nothing more is sent. */
  void discard() {
    if (last != null) {
      last.release();
      last = null;
    }
  }

  private boolean gone() {
    return stream.state() == Http2Stream.State.CLOSED || ending != null;
  }

  private void writeLast(boolean end) {
    @Nullable ByteBuf part = last;
    if (part != null) {
      last = null;
      var ctx = peer.ctx();
      peer.wrote(part.readableBytes());
      ChannelFuture written =
          peer.encoder().writeData(ctx, stream.id(), part, 0, end, ctx.newPromise());
      if (end) {
        ending = written;
      }
    }
  }
}
