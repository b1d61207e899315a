package dev.weft.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.model.mesh.RouteeId;
import dev.weft.model.mesh.Snapshot.ServiceState;
import dev.weft.model.resource.Kind;
import dev.weft.testkit.Eventually;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A start with more routees than are read before the registry is open. */
final class LargeStartTest extends RegistryFixture {
  private static final int ROUTEES = 1_200;

  private void fill() throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<Written>> writes = new ArrayList<>();
      for (int i = 0; i < ROUTEES; i++) {
        String name = "orders-" + i;
        writes.add(() -> catalog.put(Documented.leased(name, 15)));
      }
      for (Future<Written> write : threads.invokeAll(writes)) {
        write.get();
      }
    }
  }

  private void awaitSweeps() {
    Eventually.so("the leases are known", registry.leases()::started);
  }

  @Test
  void knowsEveryLeaseBeforeAnyCanLapse() throws Exception {
    fill();
    restart();
    clock.advance(Duration.ofSeconds(14)); // perhaps before the leases are known, perhaps after
    registry.leases().renew(new RouteeId("default", "orders-7"));
    awaitSweeps();
    assertThat(catalog.list(Kind.ROUTEE, null).documents()).hasSize(ROUTEES);

    for (int round = 0; round < 3; round++) { // until the grace of a restart is over for all
      IntStream.range(10, ROUTEES)
          .forEach(i -> registry.leases().renew(new RouteeId("default", "orders-" + i)));
      clock.advance(Duration.ofSeconds(14));
    }

    assertThat(catalog.list(Kind.ROUTEE, null).documents()).hasSize(ROUTEES - 10);
  }

  @Test
  void forgetsTheLeaseOfARouteeThatLeavesWhileLeasesAreRead() throws Exception {
    fill();
    restart();
    for (int i = 0; i < 600; i++) {
      catalog.delete(Kind.ROUTEE, "default", "orders-" + i, 0);
    }
    awaitSweeps();

    assertThat(registry.leases().renew(new RouteeId("default", "orders-599"))).isFalse();
    assertThat(registry.leases().renew(new RouteeId("default", "orders-600"))).isTrue();
  }

  @Test
  void givesACompleteFirstSnapshotHoweverEarlyItIsAskedFor() throws Exception {
    fill();
    restart();

    ServiceState orders = registry.snapshots().current().services().values().iterator().next();

    assertThat(orders.routees()).hasSize(ROUTEES);
  }
}
