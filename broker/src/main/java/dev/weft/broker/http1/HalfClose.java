package dev.weft.broker.http1;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.socket.DuplexChannel;

/** Ends one direction of a tunnel. */
@SuppressWarnings("FutureReturnValueIgnored") // a channel tells its handlers what fails
final class HalfClose {
  private HalfClose() {}

  /** Sends what was written, then that nothing more comes. */
  static void afterWrites(Channel channel) {
    channel
        .writeAndFlush(Unpooled.EMPTY_BUFFER)
        .addListener(written -> {
          if (written.isSuccess() && channel instanceof DuplexChannel duplex) {
            duplex.shutdownOutput().addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
          } else {
            channel.close();
          }
        });
  }
}
