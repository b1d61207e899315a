package dev.weft.broker.eject;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.broker.eject.Standing.Phase;
import dev.weft.model.mesh.EjectPolicy;
import dev.weft.model.mesh.Protocol;
import dev.weft.model.mesh.Routee;
import dev.weft.model.mesh.RouteeId;
import dev.weft.model.mesh.RouteePort;
import dev.weft.model.mesh.ServiceName;
import dev.weft.model.mesh.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StandingTest {
  private static final ServiceName ORDERS = new ServiceName("default", "orders");
  private static final long SECOND = 1_000_000_000;
  private static final EjectPolicy POLICY =
      new EjectPolicy(3, Duration.ofSeconds(1), Duration.ofSeconds(4), 50);

  private ServiceEjections service;
  private Standing passing;

  @BeforeEach
  void start() {
    service = new ServiceEjections(ORDERS, new Silent());
    service.configure(POLICY, 2);
    passing = new Standing(new Address("127.0.0.1", 1), routee(Verdict.State.PASSING), service, 0);
  }

  private static final class Silent implements EjectionListener {
    @Override
    public void ejected(ServiceName service, RouteeId routee, String cause, Duration wait) {
      assertThat(cause).isNotEmpty();
    }

    @Override
    public void returned(ServiceName service, RouteeId routee) {
      assertThat(service).isEqualTo(ORDERS);
    }
  }

  private static Routee routee(Verdict.State state) {
    return new Routee(
        new RouteeId("default", "orders-1"),
        ORDERS,
        "127.0.0.1",
        List.of(new RouteePort("", 1, Protocol.HTTP)),
        "",
        100,
        Map.of(),
        null,
        new Verdict(state, List.of(), Instant.EPOCH));
  }

  private void fail(int times, long nowNanos) {
    for (int i = 0; i < times; i++) {
      passing.failed(Fault.SERVER_ERROR, false, nowNanos);
    }
  }

  @Test
  void countsErrorsOnlyInARow() {
    fail(2, 0);
    passing.succeeded(false, 0);
    fail(2, 0);
    assertThat(passing.state().phase()).isEqualTo(Phase.PASSING);
    fail(1, 0);
    assertThat(passing.state().phase()).isEqualTo(Phase.EJECTED);
    assertThat(service.any()).isTrue();
  }

  @Test
  void givesItsTrialToOneCallerOnly() {
    fail(3, 0);
    assertThat(passing.takeTrial(SECOND / 2, 0)).isFalse();
    assertThat(passing.takeTrial(2 * SECOND, 0)).isTrue();
    assertThat(passing.takeTrial(2 * SECOND, 0)).isFalse();
    passing.undecided(2 * SECOND);
    assertThat(passing.takeTrial(2 * SECOND, 0)).isTrue();
  }

  @Test
  void doublesTheWaitUpToTheLongest() {
    fail(3, 0);
    long nowNanos = 0;
    for (long wait : new long[] {1, 2, 4, 4}) {
      assertThat(passing.state().waitNanos()).isEqualTo(wait * SECOND);
      nowNanos += 2 * wait * SECOND;
      assertThat(passing.takeTrial(nowNanos, 0)).isTrue();
      passing.failed(Fault.TIMEOUT, true, nowNanos);
    }
  }

  @Test
  void waitsLongerWhenItFailsSoonAfterItsReturn() {
    fail(3, 0);
    assertThat(passing.takeTrial(2 * SECOND, 0)).isTrue();
    passing.succeeded(true, 2 * SECOND);
    fail(3, 3 * SECOND);
    assertThat(passing.state().waitNanos()).isEqualTo(2 * SECOND);
    assertThat(passing.takeTrial(6 * SECOND, 0)).isTrue();
    passing.succeeded(true, 6 * SECOND);
    fail(3, 60 * SECOND);
    assertThat(passing.state().waitNanos()).isEqualTo(SECOND);
  }

  @Test
  void isTriedAtOnceWhenTheProbesLetItBackIn() {
    fail(3, 0);
    passing.update(routee(Verdict.State.FAILING), 1);
    passing.update(routee(Verdict.State.PASSING), 2);
    assertThat(passing.takeTrial(2, 0)).isTrue();
  }

  @Test
  void staysWhenTheShareOfEjectedRouteesIsUsedUp() {
    assertThat(service.takePlace()).isTrue();
    passing.failed(Fault.REFUSED, false, 0);
    assertThat(passing.state().phase()).isEqualTo(Phase.PASSING);
  }

  @Test
  void takesNoPlaceOnceItsRouteeHasLeft() {
    passing.retire();
    passing.failed(Fault.REFUSED, false, SECOND);
    for (int i = 0; i < 10; i++) {
      passing.failed(Fault.RESET, false, SECOND);
    }
    assertThat(service.any()).isFalse();
    assertThat(passing.passing()).isTrue();
  }
}
