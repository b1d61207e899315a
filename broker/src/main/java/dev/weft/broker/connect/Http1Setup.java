package dev.weft.broker.connect;

import dev.weft.broker.http1.RouteeConnection;
import dev.weft.broker.lane.ConnectionLimit;
import dev.weft.broker.lane.Loop;
import dev.weft.broker.lane.RouteeLane;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;

/** Sets up a connection on which HTTP/1.1 is spoken. */
final class Http1Setup extends ChannelInitializer<Channel> {
  private final Loop loop;
  private final RouteeLane routee;
  private final ConnectionLimit limit;

  Http1Setup(Loop loop, RouteeLane routee, ConnectionLimit limit) {
    this.loop = loop;
    this.routee = routee;
    this.limit = limit;
  }

  @Override
  @SuppressWarnings("deprecation") // Netty's word against closing by itself when a write fails
  protected void initChannel(Channel channel) {
    channel.config().setOption(ChannelOption.AUTO_CLOSE, false); // RouteeConnection says why
    channel.pipeline().addLast(new RouteeConnection(loop, routee, limit, channel));
  }
}
