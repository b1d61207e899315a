package dev.weft.broker.http1;

import dev.weft.broker.tls.Ending;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;

/** Ends one direction of a tunnel. */
@SuppressWarnings("FutureReturnValueIgnored") // a channel tells its handlers what fails
final class HalfClose {
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
}
