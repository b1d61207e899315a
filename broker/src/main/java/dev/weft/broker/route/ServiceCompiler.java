package dev.weft.broker.route;

import dev.weft.broker.balance.Selector;
import dev.weft.broker.eject.Address;
import dev.weft.broker.eject.EjectionListener;
import dev.weft.broker.eject.ServiceEjections;
import dev.weft.broker.eject.Standing;
import dev.weft.broker.observe.Shortfalls;
import dev.weft.broker.retry.RetryBudget;
import dev.weft.model.mesh.BalancePolicy.Algorithm;
import dev.weft.model.mesh.Routee;
import dev.weft.model.mesh.RouteeId;
import dev.weft.model.mesh.RouteePort;
import dev.weft.model.mesh.ServicePort;
import dev.weft.model.mesh.Snapshot.ServiceState;
import dev.weft.model.route.GatewayId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Compiles one service, taking over from its predecessor what must survive. */
final class ServiceCompiler {
  private static final System.Logger LOG = System.getLogger(ServiceCompiler.class.getName());

  private record StandingKey(RouteeId routee, Address address) {}

  private final EjectionListener listener;
  private final long nowNanos;
  private final @Nullable GatewayId gateway;

  ServiceCompiler(EjectionListener listener, long nowNanos) {
    this(listener, nowNanos, null);
  }

  private ServiceCompiler(EjectionListener listener, long nowNanos, @Nullable GatewayId gateway) {
    this.listener = listener;
    this.nowNanos = nowNanos;
    this.gateway = gateway;
  }

  /** The same for services as a gateway calls them. */
  ServiceCompiler of(GatewayId newGateway) {
    return new ServiceCompiler(listener, nowNanos, newGateway);
  }

  @SuppressWarnings("ReferenceEquality") // what did not change is the same object, by contract
  ServiceRoutes next(@Nullable ServiceRoutes old, ServiceState state) {
    if (old != null && old.state() == state) {
      return old;
    }
    Destination.Memory memory = old == null ? newMemory(state) : old.main().memory();
    memory.budget().configure(state.policy().retry());
    sayIfReplaced(old, state);

    var before = new HashMap<StandingKey, Standing>();
    if (old != null) {
      old.standings().forEach(standing -> before.put(keyOf(standing), standing));
    }
    var after = new HashMap<StandingKey, Standing>();
    var originated = new OriginatedTls(state, old == null ? null : old.originated());
    var byPort = new HashMap<Integer, Destination>();
    var tcp = new HashMap<Integer, Destination>();
    @Nullable Destination main = null;
    for (ServicePort port : state.service().ports()) {
      Destination compiled = compile(state, port, memory, before, after, originated, old);
      if (TargetPort.isTcp(port, state.routees())) {
        tcp.put(port.port(), compiled);
      } else {
        byPort.put(port.port(), compiled);
        main = main == null ? compiled : main;
      }
    }
    if (main == null) {
      main = compile(state, null, memory, before, after, originated, old);
    }
    before.forEach((key, standing) -> {
      if (!after.containsKey(key)) {
        standing.retire();
      }
    });
    long admitted =
        after.values().stream().filter(one -> Destination.takesCalls(one.routee())).count();
    memory.ejections().configure(state.policy().eject(), (int) admitted);
    return new ServiceRoutes(state, main, byPort, tcp, originated, List.copyOf(after.values()));
  }

  /** Forgets a service that has left the mesh. */
  static void retire(ServiceRoutes gone) {
    gone.standings().forEach(Standing::retire);
  }

  private Destination compile(
      ServiceState state,
      @Nullable ServicePort port,
      Destination.Memory memory,
      Map<StandingKey, Standing> before,
      Map<StandingKey, Standing> after,
      OriginatedTls originated,
      @Nullable ServiceRoutes old) {
    int number = port == null ? 0 : port.port();
    var all = new ArrayList<Standing>();
    for (Routee routee : state.routees()) {
      @Nullable RouteePort target = TargetPort.of(routee, port);
      if (target == null) {
        continue;
      }
      var address = new Address(routee.address(), target.port());
      var key = new StandingKey(routee.id(), address);
      @Nullable Standing standing = after.get(key);
      if (standing == null) {
        standing = before.get(key);
        if (standing == null) {
          standing = new Standing(address, routee, memory.ejections(), nowNanos);
        } else {
          standing.update(routee, nowNanos);
        }
        standing.tls(originated.towards(number, target.protocol()));
        after.put(key, standing);
      }
      all.add(standing);
    }
    var key = new Destination.Key(state.service().name(), number, Map.of(), gateway);
    return new Destination(
        key,
        state.policy(),
        all,
        state.routees().size(),
        memory,
        old == null ? null : old.former(key.port()));
  }

  private Destination.Memory newMemory(ServiceState state) {
    return new Destination.Memory(
        new ServiceEjections(state.service().name(), listener),
        new RetryBudget(state.policy().retry(), nowNanos),
        new AtomicInteger(),
        new Shortfalls());
  }

  private static void sayIfReplaced(@Nullable ServiceRoutes old, ServiceState state) {
    Algorithm algorithm = state.policy().balance().algorithm();
    boolean news = old == null || old.state().policy().balance().algorithm() != algorithm;
    if (news && !Selector.runs(algorithm)) {
      LOG.log(
          System.Logger.Level.WARNING,
          "service {0} asks for {1}, which this broker does not run yet: PeakEwma runs instead",
          state.service().name(),
          algorithm);
    }
  }

  private static StandingKey keyOf(Standing standing) {
    return new StandingKey(standing.routee().id(), standing.address());
  }
}
