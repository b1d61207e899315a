package dev.weft.broker.listener;

import dev.weft.broker.http1.CallerConnection;
import dev.weft.broker.http2.Http2Caller;
import dev.weft.broker.lane.Loop;
import dev.weft.broker.path.Drain;
import dev.weft.broker.path.RequestPath;
import dev.weft.broker.tls.TlsCaller;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.group.ChannelGroup;
import io.netty.handler.ssl.ApplicationProtocolNames;
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
    setUpPlain(path, Loop.of(channel, loops), channel);
    callers.add(channel);
  }

  /** Sets up a connection without TLS. */
  public static void setUpPlain(RequestPath path, Loop loop, Channel channel) {
    channel
        .pipeline()
        .addLast(
            new FirstBytes(
                path,
                loop,
                channel,
                () -> new CallerConnection(path, loop, channel),
                () -> new Http2Caller(path, loop)));
  }

  /**
   * Puts what was agreed on in a handshake's place. HTTP/2 must be agreed on (RFC 9113, section
   * 3.2): where nothing was, it is HTTP/1.
   */
  public static void begin(
      RequestPath path, Loop loop, ChannelHandlerContext handshake, TlsCaller caller) {
    Channel channel = handshake.channel();
    boolean agreed = ApplicationProtocolNames.HTTP_2.equals(caller.applicationProtocol());
    handshake
        .pipeline()
        .replace(
            handshake.handler(),
            null,
            agreed ? new Http2Caller(path, loop) : new CallerConnection(path, loop, channel));
    channel.read();
  }

  /** Tells every connection that the broker drains: each ends with the answer under way. */
  public static void drain(ChannelGroup callers) {
    callers.forEach(channel -> channel.pipeline().fireUserEventTriggered(Drain.NOW));
  }
}
