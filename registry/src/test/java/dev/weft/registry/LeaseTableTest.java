package dev.weft.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.model.mesh.RouteeId;
import dev.weft.testkit.FakeClock;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class LeaseTableTest {
  private static final RouteeId ID = new RouteeId("default", "orders-1");

  private final FakeClock clock = new FakeClock();
  private final LeaseTable table = new LeaseTable(clock);

  @BeforeEach
  void load() {
    table.loaded();
  }

  private void tell(Event.Type type) {
    Document document = Document.of(Documented.leased("orders-1", 15));
    table.on(new Event(type, 1, document));
  }

  @Test
  void makesARegistrationWaitForTheEvictionThatIsUnderWay() throws Exception {
    tell(Event.Type.ADDED);
    clock.advance(Duration.ofSeconds(15));
    assertThat(table.startEvictions()).containsExactly(ID);

    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<LeaseTable.Renewal> renewal = threads.submit(() -> table.renewAfterEviction(ID));
      assertThat(table.renew(ID, "")).isEqualTo(LeaseTable.Renewal.TOO_LATE);
      tell(Event.Type.DELETED);
      assertThat(renewal.isDone()).isFalse();
      table.evictionEnded(ID);
      assertThat(renewal.get()).isEqualTo(LeaseTable.Renewal.UNKNOWN);
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
    table.stoodStill(Duration.ofSeconds(59).toNanos(), false);

    assertThat(table.startEvictions()).isEmpty();
  }
}
