package dev.weft.broker.tls;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import org.jspecify.annotations.Nullable;

/** The ends of connections that may be encrypted, where an end is a word of its own. */
@SuppressWarnings("FutureReturnValueIgnored") // a channel tells its handlers what fails
public final class Ending {
  private Ending() {}

  /**
   * Says that nothing more comes: by TLS's close_notify where it is spoken (RFC 8446, section 6.1),
   * without which the end would look like an attacker's, then by TCP's own. Goes behind what was
   * written and flushed.
   */
  public static void shutdownOutput(Channel channel) {
    if (!(channel instanceof DuplexChannel duplex)) {
      channel.close();
      return;
    }
    @Nullable SslHandler tls = channel.pipeline().get(SslHandler.class);
    if (tls == null) {
      duplex.shutdownOutput().addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
    } else {
      tls.closeOutbound()
          .addListener(
              said -> duplex.shutdownOutput().addListener(ChannelFutureListener.CLOSE_ON_FAILURE));
    }
  }

  /**
   * Whether an event says that the other side sends nothing more, by TCP or by TLS. With BoringSSL
   * the handler says that TLS is at its end with the first record that comes after our own
   * close_notify, though more may follow: then only TCP's end counts.
   */
  public static boolean isOfInput(Channel channel, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      return true;
    }
    if (event != SslCloseCompletionEvent.SUCCESS) {
      return false;
    }
    @Nullable SslHandler tls = channel.pipeline().get(SslHandler.class);
    return tls == null || tls.engine().isInboundDone();
  }

  /** Closes without TLS's word for a proper end, so that the other side sees a cut. */
  public static void cut(Channel channel) {
    @Nullable ChannelHandlerContext tls = channel.pipeline().context(SslHandler.class);
    if (tls == null) {
      channel.close();
    } else {
      tls.close(); // from there outwards: the handler itself is not asked
    }
  }
}
