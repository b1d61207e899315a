package dev.weft.broker.listener;

import dev.weft.broker.lane.Deadline;
import dev.weft.broker.lane.Loop;
import dev.weft.broker.path.Drain;
import dev.weft.broker.path.RequestPath;
import dev.weft.broker.tls.ServerTls;
import dev.weft.broker.tls.TlsCaller;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SniCompletionEvent;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Waits for a caller's TLS handshake, for ten seconds at most, and makes way for the protocol that
 * was agreed on. HTTP/2 must be agreed on (RFC 9113, section 3.2): where nothing was, it is HTTP/1.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a channel tells its handlers what fails
final class Handshake extends ChannelInboundHandlerAdapter {
  private static final long MOST_NANOS = 10_000_000_000L;
  private static final long DRAIN_NANOS = 1_000_000_000L;

  private final RequestPath path;
  private final Loop loop;
  private final Channel channel;
  private final ServerTls tls;
  private final Supplier<ChannelHandler> http1;
  private final Supplier<ChannelHandler> http2;
  private final Deadline deadline = new Deadline(this::due);
  private @Nullable String serverName;

  Handshake(
      RequestPath path,
      Loop loop,
      Channel channel,
      ServerTls tls,
      Supplier<ChannelHandler> http1,
      Supplier<ChannelHandler> http2) {
    this.path = path;
    this.loop = loop;
    this.channel = channel;
    this.tls = tls;
    this.http1 = http1;
    this.http2 = http2;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    deadline.set(loop.nowNanos() + (path.draining() ? DRAIN_NANOS : MOST_NANOS));
    loop.idlers().watch(deadline);
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    channel.read();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ReferenceCountUtil.release(message); // none comes before the handshake has ended
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    switch (event) {
      case SniCompletionEvent asked -> serverName = asked.hostname();
      case SslHandshakeCompletionEvent shaken when shaken.isSuccess() -> makeWay(ctx);
      case SslHandshakeCompletionEvent _, ChannelInputShutdownEvent _ -> ctx.close();
      case Drain _ -> deadline.set(loop.nowNanos() + DRAIN_NANOS);
      default -> {
        // of no meaning here
      }
    }
  }

  private void makeWay(ChannelHandlerContext ctx) {
    TlsCaller caller = TlsCaller.remember(channel, tls, serverName);
    boolean agreed = ApplicationProtocolNames.HTTP_2.equals(caller.applicationProtocol());
    ctx.pipeline().replace(this, null, (agreed ? http2 : http1).get());
    channel.read();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    loop.idlers().drop(deadline);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    ctx.close(); // what it sent is no TLS, or none that we speak: an alert has said so
  }

  private void due(long nowNanos) {
    channel.close();
  }
}
