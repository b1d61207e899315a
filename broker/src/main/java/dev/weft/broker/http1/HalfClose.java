package dev.weft.broker.http1;

import dev.weft.broker.lane.Deadline;
import dev.weft.broker.lane.Loop;
import dev.weft.broker.tls.Ending;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;

/** Ends one direction of a tunnel, or both. */
@SuppressWarnings("FutureReturnValueIgnored") // a channel tells its handlers what fails
final class HalfClose {
  private static final long MOST_NANOS = 60_000_000_000L;

  private HalfClose() {}

  /** Sends what was written, then that nothing more comes. */
  static void afterWrites(Channel channel) {
    channel
        .writeAndFlush(Unpooled.EMPTY_BUFFER)
        .addListener(written -> {
          if (written.isSuccess()) {
            Ending.shutdownOutput(channel);
          } else {
            channel.close();
          }
        });
  }

  /** Closes once the other side has taken what was written, in a minute at most. */
  static void closeAfterWrites(Channel channel, Loop loop) {
    var deadline = new Deadline(nowNanos -> channel.close());
    deadline.set(loop.nowNanos() + MOST_NANOS);
    loop.idlers().watch(deadline);
    channel.closeFuture().addListener(closed -> loop.idlers().drop(deadline));
    channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
  }
}
