package dev.weft.broker.gateway;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.AbstractSniHandler;
import io.netty.util.concurrent.Future;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads which name a connection's caller asks for (SNI, RFC 6066, section 3), without answering,
 * and hands the connection over to the listener that is for it. A name that nobody is for is
 * refused as TLS does it; where connections are not TLS's to end here, they are just closed. On the
 * connection's loop.
 */
final class Sni extends AbstractSniHandler<Door> {
  private static final int MOST_HELLO_BYTES = 64 << 10;

  /** A fatal alert, unrecognized_name (RFC 8446, section 6). */
  private static final byte[] UNRECOGNIZED = {21, 3, 3, 0, 2, 2, 112};

  /** Takes a connection over. */
  interface Found {
    /**
     * @param sni to be replaced or removed, which passes on what has been read
     */
    void begin(ChannelHandlerContext sni, Door door, @Nullable String serverName);
  }

  private final Function<@Nullable String, @Nullable Door> doors;
  private final Found found;
  private final boolean says;

  /**
   * @param says whether a name that nobody is for is answered
   */
  Sni(Function<@Nullable String, @Nullable Door> doors, boolean says, Found found) {
    super(MOST_HELLO_BYTES, 0);
    this.doors = doors;
    this.says = says;
    this.found = found;
  }

  @Override
  @SuppressWarnings("NullAway") // Netty says nothing of null, which stands for no name
  protected Future<Door> lookup(ChannelHandlerContext ctx, @Nullable String hostname) {
    return ctx.executor().newSucceededFuture(doors.apply(hostname));
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // a channel tells its handlers what fails
  protected void onLookupComplete(
      ChannelHandlerContext ctx, @Nullable String hostname, Future<Door> looked) {
    @Nullable Door door = looked.getNow();
    if (door == null && !says) {
      ctx.close();
    } else if (door == null) {
      ctx.writeAndFlush(Unpooled.wrappedBuffer(UNRECOGNIZED))
          .addListener(ChannelFutureListener.CLOSE);
    } else {
      found.begin(ctx, door, hostname);
    }
  }
}
