package dev.weft.broker.connect;

import dev.weft.broker.lane.Deadline;
import dev.weft.broker.lane.Loop;
import dev.weft.broker.tls.ClientTls;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import java.time.Duration;
import java.util.function.BiConsumer;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Shakes hands with a routee over TLS and makes way for what speaks the protocol inside. Whoever
 * waits for the connection is told once: when it can be used, or why it cannot.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a channel tells its handlers what fails
final class RouteeHandshake extends ChannelInboundHandlerAdapter {
  private final Loop loop;
  private final Duration timeout;
  private final boolean http2;
  private final ChannelHandler inside;
  private final Deadline deadline = new Deadline(this::due);
  private @Nullable BiConsumer<@Nullable Channel, @Nullable Throwable> done;
  private @Nullable Channel channel;

  /**
   * @param timeout for the handshake alone
   * @param http2 whether HTTP/2 is to be agreed on; otherwise anything else is
   * @param inside takes this one's place
   * @param done is given the channel or the failure
   */
  RouteeHandshake(
      Loop loop,
      Duration timeout,
      boolean http2,
      ChannelHandler inside,
      BiConsumer<@Nullable Channel, @Nullable Throwable> done) {
    this.loop = loop;
    this.timeout = timeout;
    this.http2 = http2;
    this.inside = inside;
    this.done = done;
  }

  /** Sets up a channel for it. */
  ChannelInitializer<Channel> with(ClientTls tls, int port) {
    return new ChannelInitializer<>() {
      @Override
      protected void initChannel(Channel made) throws SSLException {
        made.pipeline().addLast(tls.handler(made, port), RouteeHandshake.this);
      }
    };
  }

  /** The TCP connection was not made. */
  void failed(@Nullable Throwable cause) {
    tell(null, cause == null ? new SSLException("not connected") : cause);
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    channel = ctx.channel();
    deadline.set(loop.nowNanos() + timeout.toNanos());
    loop.exchanges().watch(deadline);
    ctx.read();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ReferenceCountUtil.release(message); // none comes before the handshake has ended
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof SslHandshakeCompletionEvent shaken) {
      if (shaken.isSuccess()) {
        makeWay(ctx);
      } else {
        tell(null, shaken.cause());
        ctx.close();
      }
    }
  }

  private void makeWay(ChannelHandlerContext ctx) {
    String agreed = String.valueOf(ctx.pipeline().get(SslHandler.class).applicationProtocol());
    if (http2 != agreed.equals(ApplicationProtocolNames.HTTP_2)) {
      String speaks = http2 ? "does not speak" : "has come to speak";
      tell(
          null,
          new OtherProtocolException("it " + speaks + " HTTP/2 over TLS (ALPN: " + agreed + ")"));
      ctx.close();
      return;
    }
    ctx.pipeline().replace(this, null, inside);
    tell(ctx.channel(), null);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    tell(null, new SSLException("closed the connection in the handshake"));
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    tell(null, cause.getCause() instanceof SSLException tls ? tls : cause);
    ctx.close();
  }

  private void due(long nowNanos) {
    tell(null, new SSLException("no TLS handshake within " + timeout.toMillis() + " ms"));
    if (channel != null) {
      channel.close();
    }
  }

  private void tell(@Nullable Channel ready, @Nullable Throwable cause) {
    loop.exchanges().drop(deadline);
    @Nullable BiConsumer<@Nullable Channel, @Nullable Throwable> waiting = done;
    done = null;
    if (waiting != null) {
      waiting.accept(ready, cause);
    }
  }
}
