package dev.weft.broker;

import dev.weft.model.mesh.BalancePolicy;
import dev.weft.model.mesh.EjectPolicy;
import dev.weft.model.mesh.FaultPolicy;
import dev.weft.model.mesh.LimitPolicy;
import dev.weft.model.mesh.ProbePolicy;
import dev.weft.model.mesh.Protocol;
import dev.weft.model.mesh.RetryPolicy;
import dev.weft.model.mesh.Routee;
import dev.weft.model.mesh.RouteeId;
import dev.weft.model.mesh.RouteePort;
import dev.weft.model.mesh.Service;
import dev.weft.model.mesh.ServiceName;
import dev.weft.model.mesh.ServicePolicy;
import dev.weft.model.mesh.ServicePort;
import dev.weft.model.mesh.Snapshot.ServiceState;
import dev.weft.model.mesh.TimeoutPolicy;
import dev.weft.model.mesh.Verdict;
import dev.weft.model.tls.RouteeTls;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes services as tests need them. */
final class MeshFixture {
  static final EjectPolicy NEVER_EJECT =
      new EjectPolicy(10_000, Duration.ofSeconds(1), Duration.ofSeconds(60), 0);
  static final EjectPolicy EJECT_HALF =
      new EjectPolicy(5, Duration.ofSeconds(1), Duration.ofSeconds(60), 50);

  static final EjectPolicy EJECT_ALL =
      new EjectPolicy(5, Duration.ofSeconds(1), Duration.ofSeconds(60), 100);

  /**
   * The first handshake of a test's process takes more than a second where others run beside it.
   */
  private static final TimeoutPolicy FOR_TLS =
      new TimeoutPolicy(
          Duration.ofSeconds(10), Duration.ofSeconds(15), Duration.ofSeconds(60), Duration.ZERO);

  private final String name;
  private final List<Routee> routees = new ArrayList<>();
  private final List<ServicePort> ports = new ArrayList<>();
  private BalancePolicy balance = BalancePolicy.DEFAULT;
  private EjectPolicy eject = EJECT_HALF;
  private RetryPolicy retry = RetryPolicy.DEFAULT;
  private LimitPolicy limit = LimitPolicy.DEFAULT;
  private @Nullable TimeoutPolicy timeout;
  private Map<Integer, RouteeTls> tls = Map.of();
  private FaultPolicy fault = FaultPolicy.NONE;

  private MeshFixture(String name) {
    this.name = name;
  }

  static MeshFixture service(String name) {
    return new MeshFixture(name);
  }

  MeshFixture routee(String routee, int port) {
    return routee(routee, port, Verdict.State.PASSING, 100, Protocol.HTTP);
  }

  MeshFixture routee(String routee, int port, Verdict.State state, int weight, Protocol protocol) {
    routees.add(
        new Routee(
            new RouteeId("default", routee),
            new ServiceName("default", name),
            "127.0.0.1",
            List.of(new RouteePort("", port, protocol)),
            "",
            weight,
            Map.of(),
            null,
            new Verdict(state, List.of("set by a test"), Instant.EPOCH)));
    return this;
  }

  /** A passing routee that an administrator has taken out of service, or that is damped. */
  MeshFixture routee(String routee, int port, Routee.Duty duty) {
    routee(routee, port);
    Routee passing = routees.removeLast();
    routees.add(
        new Routee(
            passing.id(),
            passing.service(),
            passing.address(),
            passing.ports(),
            passing.zone(),
            passing.weight(),
            passing.labels(),
            passing.leaseTtl(),
            passing.leaseAgent(),
            passing.verdict(),
            duty));
    return this;
  }

  /** Panics below this share of passing routees, in percent. */
  MeshFixture panicBelow(int percent) {
    balance = new BalancePolicy(balance.algorithm(), percent, Duration.ZERO);
    return this;
  }

  MeshFixture port(int port, Protocol protocol) {
    ports.add(new ServicePort("", port, protocol, ""));
    return this;
  }

  MeshFixture balance(BalancePolicy policy) {
    balance = policy;
    return this;
  }

  MeshFixture roundRobin() {
    balance = new BalancePolicy(BalancePolicy.Algorithm.ROUND_ROBIN, 0, Duration.ZERO);
    return this;
  }

  MeshFixture fallback(String service) {
    balance =
        new BalancePolicy(
            balance.algorithm(),
            balance.panicThresholdPercent(),
            balance.slowStart(),
            null,
            null,
            balance.zones(),
            service,
            List.of());
    return this;
  }

  MeshFixture eject(EjectPolicy policy) {
    eject = policy;
    return this;
  }

  MeshFixture retry(RetryPolicy policy) {
    retry = policy;
    return this;
  }

  MeshFixture limit(LimitPolicy policy) {
    limit = policy;
    return this;
  }

  MeshFixture timeout(TimeoutPolicy policy) {
    timeout = policy;
    return this;
  }

  MeshFixture fault(FaultPolicy policy) {
    fault = policy;
    return this;
  }

  /** Its routees are called over TLS. */
  MeshFixture tls(RouteeTls towardsAll) {
    tls = Map.of(0, towardsAll);
    return this;
  }

  /** Calls to one of its ports reach its routees over TLS. */
  MeshFixture tls(int port, RouteeTls towards) {
    tls = new HashMap<>(tls);
    tls.put(port, towards);
    return this;
  }

  ServiceState build() {
    TimeoutPolicy usual = tls.isEmpty() ? TimeoutPolicy.DEFAULT : FOR_TLS;
    return new ServiceState(
        new Service(new ServiceName("default", name), ports),
        new ServicePolicy(
            "",
            Set.of(),
            List.of(),
            ProbePolicy.DEFAULT,
            balance,
            eject,
            limit,
            retry,
            timeout == null ? usual : timeout,
            fault),
        routees,
        tls);
  }
}
