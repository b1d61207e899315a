package dev.weft.broker.connect;

import dev.weft.broker.eject.Address;
import dev.weft.broker.http1.RouteeConnection;
import dev.weft.broker.http2.Http2Opener;
import dev.weft.broker.http2.Http2Routee;
import dev.weft.broker.lane.ConnectionLimit;
import dev.weft.broker.lane.Loop;
import dev.weft.broker.lane.PooledConnection;
import dev.weft.broker.lane.RouteeLane;
import dev.weft.broker.listener.Transport;
import dev.weft.broker.path.RouteeStream;
import dev.weft.broker.path.RouteeStreams;
import dev.weft.broker.path.TryFailure;
import dev.weft.model.mesh.Addresses;
import dev.weft.model.mesh.Protocol;
import dev.weft.model.mesh.RouteePort;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.ConnectTimeoutException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Opens connections to routees, on the loop of the exchange that needs one. */
@SuppressWarnings("FutureReturnValueIgnored") // a channel tells its handlers what fails
public final class Connector implements RouteeStreams {
  private final Transport transport;
  private final Http2Opener http2 = new Http2Opener(this::dial);

  public Connector(Transport transport) {
    this.transport = transport;
  }

  @Override
  public @Nullable RouteeStream idle(RouteeLane routee) {
    @Nullable PooledConnection idle = routee.idle().take();
    if (idle instanceof Http2Routee shared) {
      return shared.newStream();
    }
    return idle instanceof RouteeStream stream ? stream : null;
  }

  @Override
  public void open(
      Loop loop, RouteeLane routee, ConnectionLimit limit, Duration timeout, Opened opened) {
    if (speaksHttp2(routee)) {
      http2.open(loop, routee, limit, timeout, opened);
      return;
    }
    limit.opening();
    connect(
        loop,
        routee.standing().address(),
        timeout,
        new Http1Setup(loop, routee, limit),
        (channel, failure) -> {
          if (channel != null) {
            opened.opened(channel.pipeline().get(RouteeConnection.class));
          } else {
            limit.closed();
            opened.failed(failureOf(failure), detailOf(failure));
          }
        });
  }

  private static boolean speaksHttp2(RouteeLane routee) {
    int port = routee.standing().address().port();
    for (RouteePort one : routee.standing().routee().ports()) {
      if (one.port() == port) {
        return one.protocol() == Protocol.H2C || one.protocol() == Protocol.GRPC;
      }
    }
    return false;
  }

  private void dial(
      Loop loop,
      Address address,
      Duration timeout,
      ChannelHandler handler,
      Http2Opener.Dialed dialed) {
    connect(
        loop,
        address,
        timeout,
        handler,
        (channel, failure) -> {
          if (channel != null) {
            dialed.open();
          } else {
            dialed.failed(failureOf(failure), detailOf(failure));
          }
        });
  }

  /** Opens any connection; auto-read is off. */
  public void connect(
      Loop loop,
      Address address,
      Duration timeout,
      ChannelHandler handler,
      BiConsumer<@Nullable Channel, @Nullable Throwable> done) {
    var bootstrap =
        new Bootstrap()
            .group(loop.eventLoop())
            .channel(transport.socket())
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) timeout.toMillis())
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.AUTO_READ, false)
            .option(ChannelOption.ALLOW_HALF_CLOSURE, false)
            .handler(handler);
    if (Addresses.isIp(address.host())) {
      connect(
          bootstrap,
          new InetSocketAddress(InetAddress.ofLiteral(address.host()), address.port()),
          done);
      return;
    }
    // A look-up blocks, which a loop must not.
    Thread.ofVirtual()
        .name("weft-lookup")
        .start(() -> {
          try {
            var found =
                new InetSocketAddress(InetAddress.getByName(address.host()), address.port());
            loop.eventLoop().execute(() -> connect(bootstrap, found, done));
          } catch (IOException e) {
            loop.eventLoop().execute(() -> done.accept(null, e));
          }
        });
  }

  private static void connect(
      Bootstrap bootstrap,
      InetSocketAddress address,
      BiConsumer<@Nullable Channel, @Nullable Throwable> done) {
    var connecting = bootstrap.connect(address);
    connecting.addListener(
        future -> done.accept(future.isSuccess() ? connecting.channel() : null, future.cause()));
  }

  /** What a failed connection says. */
  public static boolean refused(Throwable failure) {
    return failure instanceof ConnectException
        && !(failure instanceof ConnectTimeoutException)
        && String.valueOf(failure.getMessage()).contains("refused");
  }

  private static TryFailure failureOf(@Nullable Throwable failure) {
    if (failure instanceof ConnectTimeoutException) {
      return TryFailure.CONNECT_TIMEOUT;
    }
    return failure != null && refused(failure) ? TryFailure.REFUSED : TryFailure.UNREACHABLE;
  }

  /** The failure in the system's words, without the address that Netty puts behind them. */
  private static String detailOf(@Nullable Throwable failure) {
    String message = failure == null ? "not connected" : String.valueOf(failure.getMessage());
    int colon = message.indexOf(": ");
    return colon < 0 ? message : message.substring(0, colon);
  }
}
