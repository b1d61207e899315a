package dev.weft.bench.balance;

import dev.weft.broker.eject.EjectionListener;
import dev.weft.broker.eject.Fault;
import dev.weft.broker.lane.DestinationLane;
import dev.weft.broker.lane.Loop;
import dev.weft.broker.lane.RouteeLane;
import dev.weft.broker.route.Destination;
import dev.weft.broker.route.Routes;
import dev.weft.model.mesh.BalancePolicy;
import dev.weft.model.mesh.BalancePolicy.Algorithm;
import dev.weft.model.mesh.EjectPolicy;
import dev.weft.model.mesh.HashOn;
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
import dev.weft.model.mesh.Snapshot;
import dev.weft.model.mesh.TimeoutPolicy;
import dev.weft.model.mesh.Verdict;
import dev.weft.model.time.SystemClock;
import io.netty.channel.DefaultEventLoop;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A whole pick as a call makes it: session, trial, group and selector. The loads move, as they do
 * under calls: each routee picked is given a latency.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
public class PickBenchmark {
  private static final ServiceName ORDERS = new ServiceName("default", "orders");

  /** EVEN: all alike. UNEVEN: weights of 50 to 149. OUT: uneven, and one in a hundred ejected. */
  public enum Shape {
    EVEN,
    UNEVEN,
    OUT
  }

  @Param({"ROUND_ROBIN", "RANDOM", "LEAST_REQUEST", "PEAK_EWMA", "RING_HASH", "MAGLEV"})
  private Algorithm algorithm;

  @Param({"10", "1000"})
  private int routees;

  @Param({"EVEN", "UNEVEN", "OUT"})
  private Shape shape;

  private final SystemClock clock = new SystemClock();
  private final DefaultEventLoop eventLoop = new DefaultEventLoop();
  private final SplittableRandom random = new SplittableRandom(1);
  private final List<RouteeLane> tried = List.of();
  private DestinationLane lane;
  private RouteeLane[] all;
  private long nowNanos;

  @Setup
  public void compile() {
    var members = new ArrayList<Routee>();
    for (int i = 0; i < routees; i++) {
      members.add(
          new Routee(
              new RouteeId("default", "orders-" + i),
              ORDERS,
              "127.0.0.1",
              List.of(new RouteePort("", 1_000 + i, Protocol.HTTP)),
              "",
              shape == Shape.EVEN ? 100 : 50 + i % 100,
              Map.of(),
              null,
              new Verdict(Verdict.State.PASSING, List.of(), Instant.EPOCH)));
    }
    var balance =
        new BalancePolicy(
            algorithm,
            50,
            Duration.ZERO,
            algorithm.hashes() ? new HashOn.Path() : null,
            null,
            BalancePolicy.Zones.PREFER,
            List.of());
    var policy =
        new ServicePolicy(
            List.of(),
            ProbePolicy.DEFAULT,
            balance,
            new EjectPolicy(5, Duration.ofMinutes(30), Duration.ofHours(1), 50),
            LimitPolicy.DEFAULT,
            RetryPolicy.DEFAULT,
            TimeoutPolicy.DEFAULT);
    var state = new Snapshot.ServiceState(new Service(ORDERS, List.of()), policy, members);
    nowNanos = clock.nanos();
    Routes routes =
        Routes.empty().next(new Snapshot(1, Map.of(ORDERS, state)), new Deaf(), nowNanos);
    Destination destination = Objects.requireNonNull(routes.find("orders"));
    for (int i = 0; shape == Shape.OUT && i < routees; i += 100) {
      destination.admitted().get(i).failed(Fault.REFUSED, false, nowNanos);
    }
    var loop = new Loop(eventLoop, clock, 1, "");
    lane = loop.lane(destination);
    all = loop.routees().toArray(RouteeLane[]::new);
  }

  @TearDown
  public void stop() {
    eventLoop.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    clock.close();
  }

  @Benchmark
  public RouteeLane pick() {
    nowNanos += 10_000; // 100,000 calls a second
    RouteeLane picked = lane.pick(tried, true, random.nextLong() | 1, nowNanos);
    picked.load().measured(1_000_000 + (nowNanos & 0x3ffff), nowNanos);
    return picked;
  }

  /** What of {@link #pick}'s time is the benchmark's own: a key and a latency. */
  @Benchmark
  public RouteeLane withoutPick() {
    nowNanos += 10_000;
    RouteeLane any = all[(int) (((random.nextLong() >>> 33) * all.length) >>> 31)];
    any.load().measured(1_000_000 + (nowNanos & 0x3ffff), nowNanos);
    return any;
  }

  private static final class Deaf implements EjectionListener {
    @Override
    public void ejected(ServiceName service, RouteeId routee, String cause, Duration wait) {}

    @Override
    public void returned(ServiceName service, RouteeId routee) {}
  }
}
