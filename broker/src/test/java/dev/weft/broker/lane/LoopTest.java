package dev.weft.broker.lane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.broker.eject.EjectionListener;
import dev.weft.broker.route.Destination;
import dev.weft.broker.route.Routes;
import dev.weft.model.mesh.Protocol;
import dev.weft.model.mesh.RouteeId;
import dev.weft.model.mesh.Service;
import dev.weft.model.mesh.ServiceName;
import dev.weft.model.mesh.ServicePolicy;
import dev.weft.model.mesh.ServicePort;
import dev.weft.model.mesh.Snapshot;
import dev.weft.model.mesh.Snapshot.ServiceState;
import dev.weft.model.route.GatewayId;
import dev.weft.model.route.GatewaySpec;
import dev.weft.model.route.Routing;
import dev.weft.model.tls.CertifiedKey;
import dev.weft.model.tls.RouteeTls;
import dev.weft.testkit.FakeClock;
import dev.weft.testkit.SelfSigned;
import io.netty.channel.DefaultEventLoop;
import io.netty.channel.EventLoop;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoopTest {
  private static final ServiceName ORDERS = new ServiceName("default", "orders");
  private static final GatewayId EDGE = new GatewayId("default", "edge");
  private static final EjectionListener DEAF =
      new EjectionListener() {
        @Override
        public void ejected(ServiceName service, RouteeId routee, String cause, Duration wait) {}

        @Override
        public void returned(ServiceName service, RouteeId routee) {}
      };

  private final EventLoop eventLoop = new DefaultEventLoop();
  private final Loop loop = new Loop(eventLoop, new FakeClock(), 1, "");

  @AfterEach
  void stop() {
    var _ = eventLoop.shutdownGracefully();
  }

  private static Routes routes(Routes before, @Nullable CertifiedKey gateway, int... ports) {
    var named = new ArrayList<ServicePort>();
    for (int port : ports) {
      named.add(new ServicePort("", port, port == 5_432 ? Protocol.TCP : Protocol.HTTP, ""));
    }
    var state =
        new ServiceState(
            new Service(ORDERS, named),
            ServicePolicy.DEFAULT,
            List.of(),
            Map.of(80, RouteeTls.unusable("nobody is called here")));
    Map<GatewayId, GatewaySpec> gateways =
        gateway == null
            ? Map.of()
            : Map.of(EDGE, new GatewaySpec(EDGE, List.of(), List.of(), gateway));
    return before.next(
        new Snapshot(
            before.snapshot().revision() + 1,
            Map.of(ORDERS, state),
            new Routing(Map.of(), gateways)),
        DEAF,
        0);
  }

  private static Destination at(Routes routes, int port, @Nullable GatewayId gateway) {
    return Objects.requireNonNull(routes.find(ORDERS, port, gateway));
  }

  @Test
  void whatAServicesPortOrAGatewayWasIsForgottenWithIt(@TempDir Path dir) throws Exception {
    SelfSigned made = SelfSigned.make(dir, "edge", "EC", "dns:edge");
    CertifiedKey key =
        CertifiedKey.read(
            made.certificatePem().getBytes(StandardCharsets.US_ASCII),
            made.keyPem().getBytes(StandardCharsets.US_ASCII));
    Routes all = routes(Routes.empty(), key, 80, 81, 5_432);
    loop.lane(at(all, 80, null));
    loop.lane(at(all, 81, null));
    loop.lane(at(all, 80, EDGE));
    loop.lane(Objects.requireNonNull(all.service(ORDERS)).stream(5_432));
    loop.prune(all);
    assertThat(loop.lanes()).isEqualTo(4);
    Routes without = routes(all, null, 80, 81, 5_432);
    loop.prune(without);
    assertThat(loop.lanes()).as("the gateway is gone").isEqualTo(3);
    loop.prune(routes(without, null, 80, 5_432));
    assertThat(loop.lanes()).as("a port is gone").isEqualTo(2);
  }

  @Test
  void aQuestionThatIsNotBegunInTimeIsNotAskedAnyMore() throws Exception {
    var held = new CountDownLatch(1);
    eventLoop.execute(() -> {
      try {
        held.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    });
    var asked = new ArrayList<String>();
    assertThat(Loop.ask(List.of(loop), one -> asked.add("late"))).isEmpty();
    held.countDown();
    var after = new CompletableFuture<List<String>>();
    eventLoop.execute(() -> after.complete(List.copyOf(asked)));
    assertThat(after.get()).as("nothing is taken for nobody").isEmpty();
    assertThat(Loop.ask(List.of(loop), one -> asked.add("in time"))).containsExactly(true);
  }

  @Test
  void whoHasNoAnswerIsLeftOut() {
    assertThat(Loop.<String>ask(List.of(loop, loop), one -> null)).isEmpty();
  }
}
