package dev.weft.broker;

import dev.weft.broker.gateway.GatewayListeners;
import dev.weft.broker.lane.Loop;
import dev.weft.broker.listener.Callers;
import dev.weft.broker.listener.HttpListener;
import dev.weft.broker.listener.Inherited;
import dev.weft.broker.listener.Transport;
import dev.weft.broker.path.RequestPath;
import dev.weft.broker.route.GatewayPort;
import dev.weft.broker.route.Reach;
import dev.weft.broker.route.Routes;
import dev.weft.broker.tcp.Splicing;
import dev.weft.broker.tcp.TcpListeners;
import dev.weft.model.route.GatewayReport;
import dev.weft.model.time.Clock;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.unix.FileDescriptor;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Wherever a broker listens, and the connections that it has accepted there: the mesh's own port,
 * those of TCP services and those of gateways. Safe on any thread; opening and closing block.
 */
final class Listeners implements AutoCloseable {
  private static final Duration PORT_RETRY = Duration.ofSeconds(1);

  private final Transport transport;
  private final EventLoopGroup group;
  private final List<Loop> loops;
  private final Inherited inherited;
  private final RequestPath path;
  private final ChannelGroup callers = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
  private final TcpListeners tcp;
  private final GatewayListeners gateways;
  private final Clock.Timer retry;
  private volatile @Nullable HttpListener mesh;

  /**
   * Nothing is open yet.
   *
   * @param given whose sockets are used where they listen there already
   */
  Listeners(
      Broker.Options options,
      Transport transport,
      EventLoopGroup group,
      List<Loop> loops,
      Inherited given,
      Supplier<Routes> routes,
      RequestPath path,
      Splicing splicing,
      Clock clock) {
    this.transport = transport;
    this.group = group;
    this.loops = loops;
    this.path = path;
    inherited = transport.inherits() ? given : Inherited.nothing();
    tcp =
        new TcpListeners(
            transport, group, loops, options.host(), routes, splicing, callers, inherited);
    gateways =
        new GatewayListeners(
            transport,
            group,
            loops,
            options.gateways(),
            inherited,
            new GatewayListeners.Serving(
                (gateway, port) -> path.from(Reach.gateway(new GatewayPort(gateway, port))),
                splicing,
                routes,
                callers));
    retry = clock.every(PORT_RETRY, this::retry);
  }

  private void retry() {
    tcp.retry();
    gateways.retry();
  }

  /** Opens and closes what snapshots decide on. */
  void apply(Routes routes) {
    tcp.apply(routes);
    gateways.apply(routes.snapshot().routing().gateways());
  }

  /**
   * Opens the mesh's own port.
   *
   * @throws IOException if the port is taken or the host is not this machine's
   */
  void open(String host, int port) throws IOException {
    mesh =
        HttpListener.bind(
            transport,
            group,
            loops,
            new InetSocketAddress(host, port),
            inherited,
            some -> new Callers(path, some, callers));
  }

  /** The mesh's own port, also where 0 was asked for. */
  int port() {
    return Objects.requireNonNull(mesh, "open").port();
  }

  List<GatewayReport> gateways() {
    return gateways.reports();
  }

  /** Ports of TCP services that cannot be listened on, with the reason. */
  Map<Integer, String> failures() {
    return tcp.failures();
  }

  /** All listening sockets, for another process; empty where they cannot be passed on. */
  List<FileDescriptor> sockets() {
    var sockets = new ArrayList<FileDescriptor>();
    @Nullable HttpListener opened = mesh;
    if (opened != null) {
      sockets.addAll(opened.sockets());
    }
    sockets.addAll(tcp.sockets());
    sockets.addAll(gateways.sockets());
    return sockets;
  }

  /** Accepts nothing more; what was accepted is served on. */
  void stop() {
    retry.cancel();
    @Nullable HttpListener opened = mesh;
    if (opened != null) {
      opened.close();
    }
    tcp.close();
    gateways.close();
  }

  /** The same, and waits until all connections have ended; what is left after a grace is closed. */
  void drain(Duration grace) {
    stop();
    Callers.drain(callers);
    callers.newCloseFuture().awaitUninterruptibly(grace.toMillis());
    callers.close().awaitUninterruptibly();
  }

  /** Stops, and closes every connection. */
  @Override
  public void close() {
    stop();
    callers.close().awaitUninterruptibly();
  }
}
