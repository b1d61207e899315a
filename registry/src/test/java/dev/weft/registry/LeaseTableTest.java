package dev.weft.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.model.mesh.RouteeId;
import dev.weft.testkit.FakeClock;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

final class LeaseTableTest {
  private static final RouteeId ID = new RouteeId("default", "orders-1");

  private final FakeClock clock = new FakeClock();
  private final LeaseTable table = new LeaseTable(clock, new MassLapseGuard());

  private void tell(Event.Type type) {
    table.on(new Event(type, 1, Document.of(Documented.leased("orders-1", 15))));
  }

  @Test
  void makesARenewalWaitForTheEvictionThatIsUnderWay() throws Exception {
    tell(Event.Type.ADDED);
    clock.advance(Duration.ofSeconds(15));
    assertThat(table.startEvictions()).containsExactly(ID);

    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Boolean> renewal = threads.submit(() -> table.renew(ID));
      tell(Event.Type.DELETED);
      assertThat(renewal.isDone()).isFalse();
      table.evictionEnded(ID);
      assertThat(renewal.get()).isFalse();
    }
  }

  @Test
  void triesAgainWhenARouteeCouldNotBeDeleted() {
    tell(Event.Type.ADDED);
    clock.advance(Duration.ofSeconds(15));
    table.startEvictions();
    table.evictionEnded(ID);

    assertThat(table.startEvictions()).containsExactly(ID);
  }

  @Test
  void postponesEveryLeaseByTheTimeThatTheRegistryStoodStill() {
    tell(Event.Type.ADDED);
    clock.advance(Duration.ofSeconds(60));
    table.postpone(Duration.ofSeconds(59).toNanos());

    assertThat(table.startEvictions()).isEmpty();
  }
}
