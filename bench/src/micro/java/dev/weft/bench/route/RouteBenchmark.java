package dev.weft.bench.route;

import dev.weft.broker.eject.EjectionListener;
import dev.weft.broker.message.Head;
import dev.weft.broker.message.Text;
import dev.weft.broker.route.CompiledRule;
import dev.weft.broker.route.GatewayPort;
import dev.weft.broker.route.Reach;
import dev.weft.broker.route.Routes;
import dev.weft.broker.route.Way;
import dev.weft.model.mesh.RouteeId;
import dev.weft.model.mesh.Service;
import dev.weft.model.mesh.ServiceName;
import dev.weft.model.mesh.ServicePolicy;
import dev.weft.model.mesh.Snapshot;
import dev.weft.model.mesh.Snapshot.ServiceState;
import dev.weft.model.resource.Kind;
import dev.weft.model.route.Backend;
import dev.weft.model.route.CallMatch;
import dev.weft.model.route.CallRoute;
import dev.weft.model.route.CallRule;
import dev.weft.model.route.GatewayId;
import dev.weft.model.route.GatewaySpec;
import dev.weft.model.route.ListenerId;
import dev.weft.model.route.ListenerSpec;
import dev.weft.model.route.ListenerTls;
import dev.weft.model.route.PathMatch;
import dev.weft.model.route.RouteId;
import dev.weft.model.route.Routing;
import dev.weft.model.route.ServiceRouting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * From a call's head to the rule it is for, with as many services as there are; each has a route
 * with five rules, and a host of its own on one gateway's port. Calls go round eight services, so
 * that what is measured is the look-up and not the processor's cache.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(2)
public class RouteBenchmark {
  private static final int CALLS = 8;
  private static final GatewayId EDGE = new GatewayId("default", "edge");

  @Param({"10", "10000"})
  private int services;

  private final Head[] named = new Head[CALLS];
  private final Head[] hosted = new Head[CALLS];
  private final String[] authorities = new String[CALLS];
  private final Reach mesh = Reach.mesh();
  private final Reach gateway = Reach.gateway(new GatewayPort(EDGE, 80));
  private Routes routes = Routes.empty();
  private int next;

  @Setup
  public void compile() {
    Map<ServiceName, ServiceState> states = new HashMap<>();
    Map<ServiceName, ServiceRouting> routing = new HashMap<>();
    var onHosts = new ArrayList<ListenerSpec.OnHosts>();
    for (int i = 0; i < services; i++) {
      var name = new ServiceName("default", "service-" + i);
      states.put(
          name, new ServiceState(new Service(name, List.of()), ServicePolicy.DEFAULT, List.of()));
      CallRoute route = route(name);
      routing.put(name, new ServiceRouting(List.of(new ServiceRouting.OnPort(route, 0))));
      onHosts.add(new ListenerSpec.OnHosts(route, List.of(host(i))));
    }
    var listener =
        new ListenerSpec(
            new ListenerId(Kind.GATEWAY, "default", "edge", "web"),
            80,
            ListenerSpec.Protocol.HTTP,
            "",
            new ListenerTls.None(),
            onHosts,
            List.of());
    var gateways = Map.of(EDGE, new GatewaySpec(EDGE, List.of(), List.of(listener), null));
    routes =
        Routes.empty().next(new Snapshot(1, states, new Routing(routing, gateways)), new Deaf(), 0);
    for (int i = 0; i < CALLS; i++) {
      authorities[i] = "service-" + i;
      named[i] = head(authorities[i]);
      hosted[i] = head(host(i));
    }
  }

  private static String host(int i) {
    return "service-" + i + ".shop.example";
  }

  private static CallRoute route(ServiceName name) {
    var rules = new ArrayList<CallRule>();
    for (PathMatch path :
        List.of(
            new PathMatch.Exact("/healthz"),
            new PathMatch.Prefix("/api/v1"),
            new PathMatch.Prefix("/api/v1/orders"),
            new PathMatch.Prefix("/api/v2"),
            new PathMatch.Prefix("/"))) {
      rules.add(
          new CallRule(
              "",
              List.of(new CallMatch(path, "", List.of(), List.of())),
              List.of(),
              List.of(new Backend(new Backend.ToService(name, 80), 1, List.of())),
              CallRule.Timeouts.UNSAID));
    }
    return new CallRoute(new RouteId(Kind.HTTP_ROUTE, "default", name.name()), rules);
  }

  private static Head head(String authority) {
    var head = new Head();
    head.begin();
    int method = head.append(Text.ascii("GET"));
    head.method(method, head.size());
    int path = head.append("/api/v1/orders/17/items?page=2");
    head.path(path, head.size());
    int host = head.append(authority);
    head.authority(host, head.size());
    return head;
  }

  /** By the service's name, on the mesh's port. */
  @Benchmark
  public @Nullable CompiledRule ofAService() {
    int call = next++ & (CALLS - 1);
    return rule(mesh.find(routes, named[call], authorities[call]), named[call]);
  }

  /** By the host, on a gateway's port. */
  @Benchmark
  public @Nullable CompiledRule ofAHost() {
    int call = next++ & (CALLS - 1);
    return rule(gateway.find(routes, hosted[call], ""), hosted[call]);
  }

  private static @Nullable CompiledRule rule(@Nullable Way way, Head head) {
    return Objects.requireNonNull(Objects.requireNonNull(way).rules().of("unknown")).find(head);
  }

  private static final class Deaf implements EjectionListener {
    @Override
    public void ejected(ServiceName service, RouteeId routee, String cause, Duration wait) {}

    @Override
    public void returned(ServiceName service, RouteeId routee) {}
  }
}
