package dev.weft.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.model.mesh.Routee;
import dev.weft.model.mesh.RouteeId;
import dev.weft.model.mesh.ServiceName;
import dev.weft.model.mesh.Verdict;
import dev.weft.model.time.SystemClock;
import dev.weft.testkit.Eventually;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RemoteVerdictsTest {
  @TempDir private Path folder;
  private final SystemClock clock = new SystemClock();
  private ServedRegistry registry;
  private RemoteVerdicts verdicts;

  @BeforeEach
  void start() {
    registry = new ServedRegistry(folder, clock);
    verdicts = new RemoteVerdicts(registry.endpoint(), "host-a", clock, new Random(3));
    verdicts.begin();
  }

  @AfterEach
  void stop() {
    verdicts.close();
    registry.close();
    clock.close();
  }

  private static Verdict verdict(Verdict.State state) {
    return new Verdict(state, List.of("as seen by host-a"), Instant.EPOCH);
  }

  private Verdict of(String name) {
    return registry
        .registry()
        .snapshots()
        .current()
        .service(new ServiceName("default", "orders"))
        .map(state -> state.routee(new RouteeId("default", name)))
        .map(Routee::verdict)
        .orElse(Verdict.UNKNOWN);
  }

  @Test
  void reachTheRegistryManyAtATime() throws Exception {
    for (int i = 0; i < 700; i++) {
      registry.putRoutee("orders-" + i, "orders", 1000 + i);
    }
    for (int i = 0; i < 700; i++) {
      verdicts.report(new RouteeId("default", "orders-" + i), verdict(Verdict.State.PASSING));
    }
    Eventually.so(
        "700 verdicts",
        () -> {
          for (int i = 0; i < 700; i++) {
            if (of("orders-" + i).state() != Verdict.State.PASSING) {
              return false;
            }
          }
          return true;
        });
    assertThat(of("orders-7").evidence()).containsExactly("as seen by host-a");
    assertThat(verdicts.waiting()).isZero();
  }

  @Test
  void waitWhileTheRegistryIsAwayAndTheNewestWins() throws Exception {
    var id = new RouteeId("default", "orders-1");
    registry.putRoutee("orders-1", "orders", 8081);
    registry.stop();
    verdicts.report(id, verdict(Verdict.State.PASSING));
    verdicts.report(id, verdict(Verdict.State.FAILING));
    assertThat(verdicts.waiting()).isLessThanOrEqualTo(1);

    registry.restart();
    Eventually.so("the newer one", () -> of("orders-1").state() == Verdict.State.FAILING);
  }

  @Test
  void onARouteeThatIsGoneAreDropped() throws Exception {
    registry.putRoutee("orders-1", "orders", 8081);
    verdicts.report(new RouteeId("default", "gone"), verdict(Verdict.State.PASSING));
    verdicts.report(new RouteeId("default", "orders-1"), verdict(Verdict.State.DEGRADED));
    Eventually.so("the other one", () -> of("orders-1").state() == Verdict.State.DEGRADED);
  }
}
