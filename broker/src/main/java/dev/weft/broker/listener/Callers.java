package dev.weft.broker.listener;

import dev.weft.broker.http1.CallerConnection;
import dev.weft.broker.http2.Http2Caller;
import dev.weft.broker.lane.Loop;
import dev.weft.broker.path.Drain;
import dev.weft.broker.path.RequestPath;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.group.ChannelGroup;
import java.util.List;

/** Sets up an accepted caller's connection. */
public final class Callers extends ChannelInitializer<Channel> {
  private final RequestPath path;
  private final List<Loop> loops;
  private final ChannelGroup callers;

  /**
   * @param loops one of which has accepted the channel
   * @param callers where the channel is entered, so that draining finds it
   */
  public Callers(RequestPath path, List<Loop> loops, ChannelGroup callers) {
    this.path = path;
    this.loops = loops;
    this.callers = callers;
  }

  @Override
  protected void initChannel(Channel channel) {
    Loop loop = Loop.of(channel, loops);
    channel
        .pipeline()
        .addLast(
            new FirstBytes(
                loop,
                channel,
                () -> new CallerConnection(path, loop, channel),
                () -> new Http2Caller(path, loop)));
    callers.add(channel);
  }

  /** Tells every connection that the broker drains: each ends with the answer under way. */
  public static void drain(ChannelGroup callers) {
    callers.forEach(channel -> channel.pipeline().fireUserEventTriggered(Drain.NOW));
  }
}
