package dev.weft.broker.gateway;

import dev.weft.broker.lane.Loop;
import dev.weft.broker.listener.Callers;
import dev.weft.broker.listener.Handshake;
import dev.weft.broker.path.RequestPath;
import dev.weft.broker.route.Destination;
import dev.weft.broker.route.Routes;
import dev.weft.broker.tcp.Splicing;
import dev.weft.broker.tls.ServerTls;
import dev.weft.broker.tls.TlsCaller;
import dev.weft.model.route.ListenerSpec;
import dev.weft.model.route.StreamRoute;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.group.ChannelGroup;
import io.netty.handler.ssl.SslHandler;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Meets the connections of one port of a gateway: finds the listener that each is for, by the
 * listeners as they are when it comes, and sets up what that one speaks.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a channel tells its handlers what fails
final class Entrance extends ChannelInitializer<Channel> {
  private final Supplier<Doors> doors;
  private final RequestPath path;
  private final Splicing splicing;
  private final Supplier<Routes> routes;
  private final List<Loop> loops;
  private final List<ChannelGroup> groups;

  /**
   * @param doors the newest
   * @param path that calls take
   * @param loops one of which has accepted the connection
   * @param groups where it is entered
   */
  Entrance(
      Supplier<Doors> doors,
      RequestPath path,
      Splicing splicing,
      Supplier<Routes> routes,
      List<Loop> loops,
      List<ChannelGroup> groups) {
    this.doors = doors;
    this.path = path;
    this.splicing = splicing;
    this.routes = routes;
    this.loops = loops;
    this.groups = groups;
  }

  @Override
  protected void initChannel(Channel channel) {
    Loop loop = Loop.of(channel, loops);
    Doors now = doors.get();
    switch (now.protocol()) {
      case HTTP -> Callers.setUpPlain(path, loop, channel);
      case HTTPS, TLS -> meet(now, loop, channel);
      case TCP -> relay(channel, loop, now.byHost().find(null), null);
    }
    groups.forEach(group -> group.add(channel));
  }

  /** Nothing is said to the caller before the listener is known that is to say it. */
  private void meet(Doors now, Loop loop, Channel channel) {
    var asked = new Asked();
    var handshake = new Handshake(path::draining, loop, channel, ctx -> shaken(ctx, loop, asked));
    channel
        .pipeline()
        .addLast(
            new Sni(
                now.byHost()::find,
                now.protocol() != ListenerSpec.Protocol.TLS,
                (sni, door, name) -> {
                  asked.door = door;
                  asked.name = name;
                  begin(sni, handshake, loop, door, name);
                }),
            handshake);
  }

  /** What a caller has asked for, once it has. */
  private static final class Asked {
    private @Nullable Door door;
    private @Nullable String name;
  }

  private void begin(
      ChannelHandlerContext sni, Handshake handshake, Loop loop, Door door, @Nullable String name) {
    @Nullable ServerTls ending = door.tls();
    if (ending != null) {
      SslHandler tls = ending.handler(sni.alloc(), name);
      sni.pipeline().replace(sni.handler(), null, tls);
      return;
    }
    sni.pipeline().remove(handshake);
    relay(sni.channel(), loop, door, name);
    sni.pipeline().remove(sni.handler()); // passes on what it has read
  }

  private void shaken(ChannelHandlerContext ctx, Loop loop, Asked asked) {
    @Nullable Door door = asked.door;
    if (door == null) {
      ctx.close();
      return;
    }
    switch (door.spec().protocol()) {
      case HTTPS, HTTP ->
          Callers.begin(
              path, loop, ctx, TlsCaller.remember(ctx.channel(), new WellDirected(doors, door)));
      case TLS, TCP -> {
        ctx.pipeline().remove(ctx.handler());
        relay(ctx.channel(), loop, door, asked.name);
      }
    }
  }

  private void relay(Channel caller, Loop loop, @Nullable Door door, @Nullable String name) {
    @Nullable StreamRoute route = door == null ? null : door.streams().find(name);
    @Nullable Destination destination =
        route == null
            ? null
            : Weighted.destination(
                Weighted.draw(route.backends(), ThreadLocalRandom.current()), routes.get());
    if (destination == null) {
      caller.close(); // there is no word for it in bytes that nobody here understands
    } else {
      splicing.begin(caller, loop, destination);
    }
  }
}
