package dev.weft.broker.listener;

import dev.weft.broker.http1.CallerConnection;
import dev.weft.broker.http2.Http2Caller;
import dev.weft.broker.lane.Loop;
import dev.weft.broker.path.Drain;
import dev.weft.broker.path.RequestPath;
import dev.weft.broker.tls.ServerTls;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.group.ChannelGroup;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Sets up an accepted caller's connection. */
public final class Callers extends ChannelInitializer<Channel> {
  private final RequestPath path;
  private final List<Loop> loops;
  private final ChannelGroup callers;
  private final Supplier<@Nullable ServerTls> tls;

  /**
   * @param loops one of which has accepted the channel
   * @param callers where the channel is entered, so that draining finds it
   * @param tls how the listener ends TLS, asked for each connection; null for no TLS
   */
  public Callers(
      RequestPath path, List<Loop> loops, ChannelGroup callers, Supplier<@Nullable ServerTls> tls) {
    this.path = path;
    this.loops = loops;
    this.callers = callers;
    this.tls = tls;
  }

  @Override
  protected void initChannel(Channel channel) {
    Loop loop = Loop.of(channel, loops);
    Supplier<ChannelHandler> http1 = () -> new CallerConnection(path, loop, channel);
    Supplier<ChannelHandler> http2 = () -> new Http2Caller(path, loop);
    @Nullable ServerTls ending = tls.get();
    if (ending == null) {
      channel.pipeline().addLast(new FirstBytes(path, loop, channel, http1, http2));
    } else {
      channel
          .pipeline()
          .addLast(ending.handler(), new Handshake(path, loop, channel, ending, http1, http2));
    }
    callers.add(channel);
  }

  /** Tells every connection that the broker drains: each ends with the answer under way. */
  public static void drain(ChannelGroup callers) {
    callers.forEach(channel -> channel.pipeline().fireUserEventTriggered(Drain.NOW));
  }
}
