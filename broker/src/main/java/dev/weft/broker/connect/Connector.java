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
import dev.weft.broker.tls.ClientTls;
import dev.weft.model.mesh.Addresses;
import dev.weft.model.mesh.Protocol;
import dev.weft.model.mesh.RouteePort;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.ConnectTimeoutException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.function.BiConsumer;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Opens connections to routees, on the loop of the exchange that needs one. */
@SuppressWarnings("FutureReturnValueIgnored") // a channel tells its handlers what fails
public final class Connector implements RouteeStreams {
  private final Transport transport;
  private final Http2Opener http2 = new Http2Opener(this::dial);
  private final Detection detection = new Detection(this::openHttp1, http2::open);
  private final LookUps lookUps;

  public Connector(Transport transport) {
    this(transport, InetAddress::getByName);
  }

  Connector(Transport transport, LookUps.Resolver resolver) {
    this.transport = transport;
    lookUps = new LookUps(resolver);
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
    switch (protocolOf(routee)) {
      case H2C, GRPC -> http2.open(loop, routee, limit, timeout, opened);
      case AUTO -> detection.open(loop, routee, limit, timeout, opened);
      case HTTP, TCP -> openHttp1(loop, routee, limit, timeout, opened);
    }
  }

  private void openHttp1(
      Loop loop, RouteeLane routee, ConnectionLimit limit, Duration timeout, Opened opened) {
    limit.opening();
    connectTo(
        loop,
        routee,
        timeout,
        false,
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

  private static Protocol protocolOf(RouteeLane routee) {
    int port = routee.standing().address().port();
    for (RouteePort one : routee.standing().routee().ports()) {
      if (one.port() == port) {
        return one.protocol();
      }
    }
    return Protocol.HTTP;
  }

  private void dial(
      Loop loop,
      RouteeLane routee,
      Duration timeout,
      ChannelHandler handler,
      Http2Opener.Dialed dialed) {
    connectTo(
        loop,
        routee,
        timeout,
        true,
        handler,
        (channel, failure) -> {
          if (channel != null) {
            dialed.open();
          } else {
            dialed.failed(failureOf(failure), detailOf(failure));
          }
        });
  }

  /** Opens a connection to a routee, over TLS where that is said of it; auto-read is off. */
  private void connectTo(
      Loop loop,
      RouteeLane routee,
      Duration timeout,
      boolean overHttp2,
      ChannelHandler handler,
      BiConsumer<@Nullable Channel, @Nullable Throwable> done) {
    Address address = routee.standing().address();
    @Nullable ClientTls tls = routee.standing().tls();
    if (tls == null) {
      connect(loop, address, timeout, handler, done);
      return;
    }
    if (!tls.trouble().isEmpty()) {
      var trouble = new SSLException(tls.trouble());
      loop.eventLoop().execute(() -> done.accept(null, trouble));
      return;
    }
    var handshake = new RouteeHandshake(loop, timeout, overHttp2, handler, done);
    connect(
        loop,
        address,
        timeout,
        handshake.with(tls, address.port()),
        (channel, failure) -> {
          if (channel == null) {
            handshake.failed(failure);
          }
        });
  }

  /** Opens any connection, within the time that the look-up has left; auto-read is off. */
  public void connect(
      Loop loop,
      Address address,
      Duration timeout,
      ChannelHandler handler,
      BiConsumer<@Nullable Channel, @Nullable Throwable> done) {
    if (Addresses.isIp(address.host())) {
      var known = new InetSocketAddress(InetAddress.ofLiteral(address.host()), address.port());
      connect(loop, known, timeout, handler, done);
      return;
    }
    long beganNanos = loop.nowNanos();
    lookUps.find(
        loop,
        address.host(),
        timeout,
        (found, failure) -> {
          if (found == null) {
            done.accept(null, failure);
            return;
          }
          Duration left = timeout.minusNanos(loop.nowNanos() - beganNanos);
          connect(loop, new InetSocketAddress(found, address.port()), left, handler, done);
        });
  }

  /**
   * As a task of the loop: where epoll tells of several sockets at once and one of them is closed
   * for it, a socket that is made before the next is looked at may get the closed one's descriptor,
   * and what is still to be told of that would be taken for the new one's end.
   */
  private void connect(
      Loop loop,
      InetSocketAddress address,
      Duration timeout,
      ChannelHandler handler,
      BiConsumer<@Nullable Channel, @Nullable Throwable> done) {
    var bootstrap =
        new Bootstrap()
            .group(loop.eventLoop())
            .channel(transport.socket())
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) Math.max(1, timeout.toMillis()))
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.AUTO_READ, false)
            .option(ChannelOption.ALLOW_HALF_CLOSURE, false)
            .handler(handler);
    loop.eventLoop()
        .execute(() -> {
          var connecting = bootstrap.connect(address);
          connecting.addListener(future ->
              done.accept(future.isSuccess() ? connecting.channel() : null, future.cause()));
        });
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
    if (failure instanceof UnknownHostException) {
      return failure instanceof LookUpTimeoutException
          ? TryFailure.NOT_FOUND_IN_TIME
          : TryFailure.NOT_FOUND;
    }
    if (failure instanceof OtherProtocolException) {
      return TryFailure.OTHER_PROTOCOL;
    }
    if (failure instanceof SSLException) {
      return ofCertificate(failure) ? TryFailure.UNTRUSTED : TryFailure.TLS;
    }
    return failure != null && refused(failure) ? TryFailure.REFUSED : TryFailure.UNREACHABLE;
  }

  private static boolean ofCertificate(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof GeneralSecurityException) {
        return true;
      }
    }
    return false;
  }

  /** The failure in the system's words, without the address that Netty puts behind them. */
  private static String detailOf(@Nullable Throwable failure) {
    if (failure instanceof SSLException) {
      return tlsDetailOf(failure);
    }
    if (failure == null) {
      return "not connected";
    }
    @Nullable String said = failure.getMessage();
    String message = said == null ? failure.getClass().getSimpleName() : said;
    int colon = message.indexOf(": ");
    return colon < 0 ? message : message.substring(0, colon);
  }

  /** What lies at the bottom of it; above it is only said that there is a problem. */
  private static String tlsDetailOf(Throwable failure) {
    Throwable last = failure;
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      last = cause.getMessage() == null ? last : cause;
    }
    return "TLS: " + last.getMessage();
  }
}
