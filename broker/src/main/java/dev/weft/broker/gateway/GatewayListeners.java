package dev.weft.broker.gateway;

import dev.weft.broker.lane.Loop;
import dev.weft.broker.listener.HttpListener;
import dev.weft.broker.listener.Inherited;
import dev.weft.broker.listener.Transport;
import dev.weft.broker.path.RequestPath;
import dev.weft.broker.route.Routes;
import dev.weft.broker.tcp.Splicing;
import dev.weft.model.route.GatewayId;
import dev.weft.model.route.GatewayReport;
import dev.weft.model.route.GatewaySpec;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.unix.FileDescriptor;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/**
 * Keeps open what gateways want to have open, as snapshots come and go. What stays is not touched:
 * a port whose certificates or routes change goes on accepting. What cannot be opened is said once,
 * and tried again every second and with the next snapshot. Safe on any thread.
 */
public final class GatewayListeners implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(GatewayListeners.class.getName());

  /**
   * What connections are met with.
   *
   * @param path for calls to a gateway's port
   * @param callers where all accepted connections are entered
   */
  public record Serving(
      BiFunction<GatewayId, Integer, RequestPath> path,
      Splicing splicing,
      Supplier<Routes> routes,
      ChannelGroup callers) {}

  private final Transport transport;
  private final EventLoopGroup group;
  private final List<Loop> loops;
  private final Inherited inherited;
  private final Serving serving;
  private final AddressPool pool;
  private final Map<Place, OpenPort> open = new HashMap<>();
  private final Map<Place, BindFailure> failures = new HashMap<>();
  private Map<GatewayId, GatewaySpec> gateways = Map.of();
  private Plan plan = Plan.NOTHING;
  private volatile List<GatewayReport> reports = List.of();
  private boolean closed;

  /**
   * @param addresses that may be given to gateways
   * @param inherited whose sockets are used where they listen there already
   */
  public GatewayListeners(
      Transport transport,
      EventLoopGroup group,
      List<Loop> loops,
      GatewayAddresses addresses,
      Inherited inherited,
      Serving serving) {
    this.transport = transport;
    this.group = group;
    this.loops = loops;
    this.inherited = inherited;
    this.serving = serving;
    pool = AddressPool.open(AddressRange.of(addresses.range()), addresses.file());
  }

  /** Opens, closes and changes ports so that they fit. */
  public synchronized void apply(Map<GatewayId, GatewaySpec> newer) {
    boolean settled = same(newer) && failures.isEmpty();
    if (closed || settled) {
      return;
    }
    gateways = newer;
    plan = Plan.of(newer.values(), pool, this::holder);
    failures.keySet().retainAll(plan.wanted().keySet());
    open.entrySet()
        .removeIf(entry -> {
          Plan.Wanted wanted = plan.wanted().get(entry.getKey());
          if (wanted != null && wanted.gateway().equals(entry.getValue().gateway())) {
            return false;
          }
          entry.getValue().close();
          return true;
        });
    plan.wanted()
        .forEach((place, wanted) -> {
          OpenPort port = open.get(place);
          if (port == null) {
            bind(place, wanted);
          } else {
            port.doors(Doors.of(wanted.listeners(), port.doors()));
          }
        });
    reports =
        gateways.keySet().stream()
            .map(gateway -> plan.report(gateway, failures, open::get))
            .toList();
  }

  @SuppressWarnings("ReferenceEquality") // what did not change is the same object, by contract
  private boolean same(Map<GatewayId, GatewaySpec> newer) {
    return newer.size() == gateways.size()
        && newer.entrySet().stream().allMatch(one -> gateways.get(one.getKey()) == one.getValue());
  }

  private GatewayId holder(Place place, GatewayId otherwise) {
    OpenPort port = open.get(place);
    return port == null ? otherwise : port.gateway();
  }

  /** Tries what could not be opened once more. */
  public synchronized void retry() {
    if (!failures.isEmpty()) {
      apply(gateways);
    }
  }

  private void bind(Place place, Plan.Wanted wanted) {
    var port =
        new OpenPort(
            wanted.gateway(),
            new DefaultChannelGroup(GlobalEventExecutor.INSTANCE),
            Doors.of(wanted.listeners(), null));
    RequestPath path = serving.path().apply(wanted.gateway(), place.port());
    try {
      port.opened(
          HttpListener.bind(
              transport,
              group,
              loops,
              new InetSocketAddress(place.address(), place.port()),
              inherited,
              some ->
                  new Entrance(
                      port::doors,
                      path,
                      serving.splicing(),
                      serving.routes(),
                      some,
                      List.of(serving.callers(), port.callers()))));
      failures.remove(place);
      open.put(place, port);
    } catch (IOException e) {
      BindFailure failure = BindFailure.of(place, e);
      if (!failure.equals(failures.put(place, failure))) {
        LOG.log(
            System.Logger.Level.WARNING,
            "Gateway {0} is not served: {1}",
            wanted.gateway(),
            failure.reason());
      }
    }
  }

  /** How each gateway is listened for. */
  public List<GatewayReport> reports() {
    return reports;
  }

  /** The listening sockets, for another process; empty where they cannot be passed on. */
  public synchronized List<FileDescriptor> sockets() {
    return open.values().stream().flatMap(port -> port.sockets().stream()).toList();
  }

  /** Stops accepting; connections already accepted, or waiting for it, go on. */
  @Override
  public synchronized void close() {
    closed = true;
    open.values().forEach(OpenPort::stopListening);
    open.clear();
  }
}
