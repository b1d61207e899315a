package dev.weft.broker.route;

import dev.weft.broker.balance.Selector;
import dev.weft.broker.eject.Address;
import dev.weft.broker.eject.EjectionListener;
import dev.weft.broker.eject.ServiceEjections;
import dev.weft.broker.eject.Standing;
import dev.weft.broker.observe.Shortfalls;
import dev.weft.broker.retry.RetryBudget;
import dev.weft.broker.tls.ClientTls;
import dev.weft.model.mesh.BalancePolicy.Algorithm;
import dev.weft.model.mesh.Routee;
import dev.weft.model.mesh.RouteePort;
import dev.weft.model.mesh.ServicePort;
import dev.weft.model.mesh.Snapshot.ServiceState;
import dev.weft.model.route.GatewayId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Compiles one service, taking over from its predecessor what must survive. */
final class ServiceCompiler {
  private static final System.Logger LOG = System.getLogger(ServiceCompiler.class.getName());

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

    var standings =
        new Succession(memory.ejections(), old == null ? List.of() : old.standings(), nowNanos);
    var originated = new OriginatedTls(state, old == null ? null : old.originated());
    var byPort = new HashMap<Integer, Destination>();
    var tcp = new HashMap<Integer, Destination>();
    @Nullable Destination main = null;
    for (ServicePort port : state.service().ports()) {
      Destination compiled = compile(state, port, memory, standings, originated, old);
      if (TargetPort.isTcp(port, state.routees())) {
        tcp.put(port.port(), compiled);
      } else {
        byPort.put(port.port(), compiled);
        main = main == null ? compiled : main;
      }
    }
    if (main == null) {
      main = compile(state, null, memory, standings, originated, old);
    }
    List<Standing> settled = standings.settle();
    long admitted = settled.stream().filter(one -> Destination.takesCalls(one.routee())).count();
    memory.ejections().configure(state.policy().eject(), (int) admitted);
    return new ServiceRoutes(state, main, byPort, tcp, originated, settled);
  }

  /** Forgets a service that has left the mesh. */
  static void retire(ServiceRoutes gone) {
    gone.standings().forEach(Standing::retire);
  }

  private Destination compile(
      ServiceState state,
      @Nullable ServicePort port,
      Destination.Memory memory,
      Succession standings,
      OriginatedTls originated,
      @Nullable ServiceRoutes old) {
    int number = port == null ? 0 : port.port();
    var all = new ArrayList<Standing>();
    for (Routee routee : state.routees()) {
      @Nullable RouteePort target = TargetPort.of(routee, port);
      if (target != null) {
        var address = new Address(routee.address(), target.port());
        @Nullable ClientTls tls = originated.towards(number, target.protocol());
        all.add(standings.of(routee, address, tls));
      }
    }
    var key = new Destination.Key(state.service().name(), number, gateway);
    return new Destination(
        key,
        state.policy(),
        all,
        state.routees().size(),
        memory,
        old == null ? null : old.exactly(key.port()));
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
}
