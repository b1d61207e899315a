package dev.weft.cli.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.broker.eject.Degradation;
import dev.weft.model.mesh.Protocol;
import dev.weft.model.mesh.Routee;
import dev.weft.model.mesh.RouteeId;
import dev.weft.model.mesh.RouteePort;
import dev.weft.model.mesh.Service;
import dev.weft.model.mesh.ServiceName;
import dev.weft.model.mesh.ServicePolicy;
import dev.weft.model.mesh.Snapshot;
import dev.weft.model.mesh.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class VerdictSharesTest {
  private static final ServiceName ORDERS = new ServiceName("default", "orders");
  private static final RouteeId ONE = new RouteeId("default", "orders-1");

  private final VerdictShares shares = new VerdictShares();

  private static Snapshot mesh(Verdict.State state) {
    var routee =
        new Routee(
            ONE,
            ORDERS,
            "127.0.0.1",
            List.of(new RouteePort("", 1, Protocol.HTTP)),
            "",
            100,
            Map.of(),
            null,
            new Verdict(state, List.of("its callers wait"), Instant.EPOCH));
    var service = new Service(ORDERS, List.of());
    return new Snapshot(
        1,
        Map.of(ORDERS, new Snapshot.ServiceState(service, ServicePolicy.DEFAULT, List.of(routee))));
  }

  private Map<RouteeId, Degradation> after(int seconds, Verdict.State state, Set<RouteeId> own) {
    Map<RouteeId, Degradation> last = Map.of();
    for (int i = 0; i < seconds; i++) {
      last = shares.next(mesh(state), own);
    }
    return last;
  }

  @Test
  void whoIsDegradedForTheMeshGetsHalfAfterSomeSeconds() {
    assertThat(after(2, Verdict.State.DEGRADED, Set.of())).isEmpty();
    assertThat(after(1, Verdict.State.DEGRADED, Set.of()))
        .containsExactly(Map.entry(ONE, new Degradation(0.5, "its verdict: its callers wait")));
    assertThat(after(1, Verdict.State.PASSING, Set.of())).isEmpty();
    assertThat(after(2, Verdict.State.DEGRADED, Set.of())).as("counts anew").isEmpty();
  }

  @Test
  void whatThisBrokerHasAgainstItItselfStandsAlone() {
    assertThat(after(10, Verdict.State.DEGRADED, Set.of(ONE))).isEmpty();
    assertThat(after(2, Verdict.State.DEGRADED, Set.of()))
        .as("a verdict follows what a broker saw with a delay")
        .isEmpty();
  }
}
