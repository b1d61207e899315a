package dev.weft.broker;

import dev.weft.broker.caller.CallerNames;
import dev.weft.broker.connect.Connector;
import dev.weft.broker.eject.Degradation;
import dev.weft.broker.eject.EjectionListener;
import dev.weft.broker.eject.Standing;
import dev.weft.broker.explain.Explainer;
import dev.weft.broker.gateway.GatewayAddresses;
import dev.weft.broker.lane.Loop;
import dev.weft.broker.listener.Inherited;
import dev.weft.broker.listener.Transport;
import dev.weft.broker.observe.EdgeBook;
import dev.weft.broker.observe.ExchangeObserver;
import dev.weft.broker.observe.Observers;
import dev.weft.broker.observe.Shortfalls;
import dev.weft.broker.observe.Tally;
import dev.weft.broker.path.RequestPath;
import dev.weft.broker.route.Routes;
import dev.weft.broker.route.ServiceRoutes;
import dev.weft.broker.tap.Taps;
import dev.weft.broker.tcp.Splicing;
import dev.weft.broker.trace.TraceContext;
import dev.weft.model.mesh.RouteeId;
import dev.weft.model.mesh.ServiceName;
import dev.weft.model.mesh.Snapshot;
import dev.weft.model.mesh.SnapshotSource;
import dev.weft.model.observe.BrokerView;
import dev.weft.model.observe.CallQuestion;
import dev.weft.model.observe.ExchangeFilter;
import dev.weft.model.observe.LiveExchanges;
import dev.weft.model.observe.RouteeObservation;
import dev.weft.model.route.GatewayReport;
import dev.weft.model.time.Clock;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.unix.FileDescriptor;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A running broker. Callers reach every service of the mesh through one port; TCP services have
 * listeners of their own. Safe on any thread; {@link #start}, {@link #drain} and {@link #close}
 * block.
 */
public final class Broker implements BrokerView, AutoCloseable {
  /**
   * Where and how wide.
   *
   * @param host to listen on, such as {@code 127.0.0.1}
   * @param port 1 to 65535, or 0 for a free one
   * @param loops event loops; 0 for one per core
   * @param zone where it runs; empty if zones mean nothing to it
   * @param gateways addresses for gateways
   */
  public record Options(String host, int port, int loops, String zone, GatewayAddresses gateways) {
    /** A broker that knows no zone. */
    public Options(String host, int port, int loops) {
      this(host, port, loops, "", GatewayAddresses.usual());
    }
  }

  static {
    // To sample buffers for leaks costs 3 % of a call. Whoever looks for one sets the property.
    if (System.getProperty("io.netty.leakDetection.level") == null) {
      ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
    }
  }

  private final Clock clock;
  private final Ejections ejections = new Ejections();
  private final Tally tally = new Tally();
  private final Observers observers = new Observers(tally);
  private final EventLoopGroup group;
  private final List<Loop> loops = new ArrayList<>();
  private final LoopLooks looks = new LoopLooks(loops);
  private final Explainer explainer;
  private final Taps taps;
  private final Map<String, LongSupplier> drops = new ConcurrentHashMap<>();
  private final EdgeBook edges = new EdgeBook(looks::edges);
  private final Listeners listeners;
  private final SnapshotSource.Subscription subscription;
  private volatile Routes routes = Routes.empty();
  private volatile long appliedRevision;
  private volatile boolean draining;

  private Broker(Options options, SnapshotSource source, Clock clock, Inherited given)
      throws IOException {
    this.clock = clock;
    var transport = Transport.chosen();
    int width = options.loops() > 0 ? options.loops() : Runtime.getRuntime().availableProcessors();
    group =
        new MultiThreadIoEventLoopGroup(
            width, new DefaultThreadFactory("weft-broker", true), transport.handlers());
    var names = new CallerNames(() -> routes.snapshot(), clock);
    for (EventExecutor executor : group) {
      loops.add(new Loop((EventLoop) executor, clock, width, options.zone(), names));
    }
    explainer = new Explainer(() -> routes, loops, clock);
    taps = new Taps(loops, clock);
    observers.add(taps);
    countDrops("tap", taps::dropped);
    var connector = new Connector(transport);
    listeners =
        new Listeners(
            options,
            transport,
            group,
            loops,
            given,
            () -> routes,
            new RequestPath(() -> routes, connector, observers, () -> draining),
            new Splicing(connector, observers),
            clock);
    // Before anything is accepted: what is known by now is served from the first call on.
    subscription = source.subscribe(this::apply);
    try {
      listeners.open(options.host(), options.port());
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  /**
   * Starts a broker that serves the source's snapshots as they come.
   *
   * @throws BrokerException if it cannot listen
   */
  public static Broker start(Options options, SnapshotSource source, Clock clock) {
    return start(options, source, clock, Inherited.nothing());
  }

  /**
   * The same on sockets that another process listens on as well.
   *
   * @throws BrokerException if it cannot listen
   */
  public static Broker start(
      Options options, SnapshotSource source, Clock clock, Inherited inherited) {
    try {
      return new Broker(options, source, clock, inherited);
    } catch (IOException e) {
      throw new BrokerException(
          "the broker cannot listen on "
              + options.host()
              + ":"
              + options.port()
              + ": "
              + e.getMessage(),
          e);
    }
  }

  /** The port in use, also where 0 was asked for. */
  public int port() {
    return listeners.port();
  }

  /** Tells a listener of every ejection and return from now on. */
  public void onEjection(EjectionListener newListener) {
    ejections.add(newListener);
  }

  /** From now on each call is part of a trace: its own, or its caller's. */
  public void trace(TraceContext context) {
    loops.forEach(loop -> loop.trace(context));
  }

  /** Shows an observer every exchange that begins from now on. */
  public void observe(ExchangeObserver observer) {
    observers.add(observer);
  }

  public boolean draining() {
    return draining;
  }

  /** The snapshot being served. */
  public Snapshot snapshot() {
    return routes.snapshot();
  }

  /** The revision of the newest snapshot that is served in every respect, ports included. */
  public long appliedRevision() {
    return appliedRevision;
  }

  /** How this broker listens for each gateway. */
  public List<GatewayReport> gateways() {
    return listeners.gateways();
  }

  /** Ports of TCP services that cannot be listened on, with the reason. */
  public Map<Integer, String> listenFailures() {
    return listeners.failures();
  }

  public BrokerStats stats() {
    return new BrokerStats(
        tally.calls(), tally.failures(), tally.retries(), ejections.count(), tally.inFlight());
  }

  /** Routees that get no calls, or one trial call, at the moment, and why. */
  public Map<RouteeId, String> ejected() {
    var ejected = new HashMap<RouteeId, String>();
    for (ServiceRoutes service : routes.all()) {
      for (Standing standing : service.standings()) {
        Standing.State state = standing.state();
        if (state.phase() != Standing.Phase.PASSING) {
          ejected.put(standing.routee().id(), state.cause());
        }
      }
    }
    return ejected;
  }

  @Override
  public Map<String, Object> explain(CallQuestion question) {
    return explainer.explain(question);
  }

  @Override
  public @Nullable Map<String, Object> exchange(String id) {
    return taps.exchange(id);
  }

  @Override
  public List<Map<String, Object>> exchanges(ExchangeFilter filter) {
    return taps.exchanges(filter);
  }

  /** Has what somebody could not take of calls in time counted with this broker's metrics. */
  public void countDrops(String by, LongSupplier dropped) {
    drops.put(by, dropped);
  }

  /** Calls that were not shown, sent or written in time since the start, by who did not. */
  public Map<String, Long> drops() {
    var counts = new TreeMap<String, Long>();
    drops.forEach((by, dropped) -> counts.put(by, dropped.getAsLong()));
    return counts;
  }

  @Override
  public LiveExchanges tap(ExchangeFilter filter) {
    return taps.open(filter);
  }

  /** Every routee as this broker sees it; asks each loop and waits for its answer. */
  public List<RouteeReport> routees() {
    return looks.routees(routes, clock.nanos());
  }

  /**
   * What was seen of each routee that had calls since this was last asked; asks each loop and waits
   * for its answer. For one asker alone.
   */
  public List<RouteeObservation> observations() {
    return looks.observations();
  }

  /** Who calls whom through this broker, and how that goes. */
  public EdgeBook edges() {
    return edges;
  }

  /**
   * What calls had to do without since this was last asked, of services that lacked anything. For
   * one asker alone.
   */
  public Map<ServiceName, Shortfalls.Taken> shortfalls() {
    var lacking = new HashMap<ServiceName, Shortfalls.Taken>();
    for (ServiceRoutes service : routes.all()) {
      Shortfalls.Taken taken = service.main().memory().shortfalls().take();
      if (!taken.none()) {
        lacking.merge(service.state().service().name(), taken, Shortfalls.Taken::plus);
      }
    }
    return lacking;
  }

  /**
   * Gives routees that do worse than their peers smaller shares of calls, and all others their
   * usual ones again.
   */
  public void degrade(Map<RouteeId, Degradation> those) {
    for (ServiceRoutes service : routes.all()) {
      for (Standing standing : service.standings()) {
        standing.degrade(those.get(standing.routee().id()));
      }
    }
  }

  /**
   * Stops accepting and lets what is under way finish: answers say {@code Connection: close}.
   *
   * @param grace after which whatever is left is closed
   */
  public void drain(Duration grace) {
    draining = true;
    listeners.drain(grace);
  }

  /** Stops at once. */
  @Override
  public void close() {
    draining = true;
    subscription.close();
    listeners.close();
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }

  /** All listening sockets, for another process; empty where they cannot be passed on. */
  public List<FileDescriptor> sockets() {
    return listeners.sockets();
  }

  /** Accepts nothing more; what was accepted is served on. */
  public void stopListening() {
    listeners.stop();
  }

  private void apply(Snapshot snapshot) {
    Routes newer = routes.next(snapshot, ejections, clock.nanos());
    routes = newer;
    listeners.apply(newer);
    appliedRevision = snapshot.revision();
    loops.forEach(loop -> loop.eventLoop().execute(() -> loop.prune(newer)));
  }
}
