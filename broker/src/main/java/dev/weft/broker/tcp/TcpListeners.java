package dev.weft.broker.tcp;

import dev.weft.broker.lane.Loop;
import dev.weft.broker.listener.AcceptQueue;
import dev.weft.broker.listener.HttpListener;
import dev.weft.broker.listener.Inherited;
import dev.weft.broker.listener.Transport;
import dev.weft.broker.route.Destination;
import dev.weft.broker.route.Routes;
import dev.weft.broker.route.ServiceRoutes;
import dev.weft.model.mesh.ServiceName;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.unix.FileDescriptor;
import java.net.InetSocketAddress;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a listener open for each port of a TCP service, as snapshots come and go. A port that
 * cannot be bound is said once, and tried again every second and with the next snapshot. Safe on
 * any thread.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a channel tells its handlers what fails
public final class TcpListeners implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(TcpListeners.class.getName());

  private record Listener(ServiceName service, Channel channel) {}

  private final Transport transport;
  private final EventLoopGroup group;
  private final List<Loop> loops;
  private final String host;
  private final Supplier<Routes> routes;
  private final Splicing splicing;
  private final ChannelGroup callers;
  private final Inherited inherited;
  private final Map<Integer, Listener> open = new HashMap<>();
  private final Map<Integer, String> failures = new TreeMap<>();
  private boolean closed;

  /**
   * @param host where to listen
   * @param callers where accepted channels are entered
   * @param inherited whose sockets are used where they listen there already
   */
  public TcpListeners(
      Transport transport,
      EventLoopGroup group,
      List<Loop> loops,
      String host,
      Supplier<Routes> routes,
      Splicing splicing,
      ChannelGroup callers,
      Inherited inherited) {
    this.transport = transport;
    this.group = group;
    this.loops = loops;
    this.host = host;
    this.routes = routes;
    this.splicing = splicing;
    this.callers = callers;
    this.inherited = inherited;
  }

  /** Opens and closes listeners so that they fit the routes. */
  public synchronized void apply(Routes newer) {
    if (closed) {
      return;
    }
    Map<Integer, ServiceName> wanted = wanted(newer);
    failures.keySet().retainAll(wanted.keySet());
    open.entrySet()
        .removeIf(entry -> {
          if (entry.getValue().service.equals(wanted.get(entry.getKey()))) {
            return false;
          }
          HttpListener.close(entry.getValue().channel);
          return true;
        });
    wanted.forEach((port, service) -> {
      if (!open.containsKey(port)) {
        bind(port, service);
      }
    });
  }

  /** Tries the ports that could not be bound once more. */
  public synchronized void retry() {
    if (!failures.isEmpty()) {
      apply(routes.get());
    }
  }

  /** The listening sockets, for another process; empty where they cannot be passed on. */
  public synchronized List<FileDescriptor> sockets() {
    return HttpListener.sockets(open.values().stream().map(Listener::channel).toList());
  }

  /** The ports that could not be bound, with the reason. */
  public synchronized Map<Integer, String> failures() {
    return Map.copyOf(failures);
  }

  /** Stops accepting; connections already accepted, or waiting for it, go on. */
  @Override
  public synchronized void close() {
    closed = true;
    open.values().forEach(listener -> AcceptQueue.emptyAndClose(listener.channel));
    open.clear();
  }

  private static Map<Integer, ServiceName> wanted(Routes routes) {
    var wanted = new TreeMap<Integer, ServiceName>();
    routes.services().stream()
        .sorted(Comparator.comparing(service -> service.state().service().name()))
        .forEach(service ->
            service
                .tcp()
                .keySet()
                .forEach(port -> wanted.putIfAbsent(port, service.state().service().name())));
    return wanted;
  }

  private void bind(int port, ServiceName service) {
    var bootstrap =
        HttpListener.bootstrap(
                transport,
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    accepted(channel, service, port);
                  }
                })
            .group(group);
    var address = new InetSocketAddress(host, port);
    @Nullable FileDescriptor socket = inherited.take(address);
    var binding =
        (socket != null
                ? Inherited.serve(bootstrap, socket)
                : bootstrap.channel(transport.server()).bind(address))
            .awaitUninterruptibly();
    if (binding.isSuccess()) {
      failures.remove(port);
      open.put(port, new Listener(service, binding.channel()));
      return;
    }
    String reason =
        "TCP service "
            + service
            + " cannot listen on "
            + host
            + ":"
            + port
            + ": "
            + binding.cause().getMessage();
    if (!reason.equals(failures.put(port, reason))) {
      LOG.log(System.Logger.Level.WARNING, reason);
    }
  }

  private void accepted(Channel caller, ServiceName service, int port) {
    Loop loop = Loop.of(caller, loops);
    @Nullable Destination destination = destination(service, port);
    if (destination == null) {
      caller.close(); // the service left while its caller came
      return;
    }
    callers.add(caller);
    splicing.begin(caller, loop, destination);
  }

  private @Nullable Destination destination(ServiceName service, int port) {
    @Nullable ServiceRoutes found = routes.get().service(service);
    return found == null ? null : found.tcp().get(port);
  }
}
