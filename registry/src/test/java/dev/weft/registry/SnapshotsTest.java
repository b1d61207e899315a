package dev.weft.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.model.mesh.RouteeId;
import dev.weft.model.mesh.ServiceName;
import dev.weft.model.mesh.ServicePolicy;
import dev.weft.model.mesh.Snapshot;
import dev.weft.model.mesh.Snapshot.ServiceState;
import dev.weft.model.mesh.Verdict;
import dev.weft.model.resource.Kind;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

final class SnapshotsTest extends RegistryFixture {
  private static final ServiceName ORDERS = new ServiceName("default", "orders");
  private static final ServiceName WEB = new ServiceName("default", "web");

  private ServiceState orders() throws Exception {
    return snapshot().service(ORDERS).orElseThrow();
  }

  @Test
  void holdsServicesWithTheirRouteesByName() throws Exception {
    catalog.put(Documented.routee("orders-2"));
    catalog.put(Documented.routee("orders-1"));

    assertThat(orders().routees())
        .extracting(routee -> routee.id().name())
        .containsExactly("orders-1", "orders-2");
    assertThat(orders().policy()).isEqualTo(ServicePolicy.DEFAULT);
    assertThat(orders().routees().getFirst().verdict().state()).isEqualTo(Verdict.State.UNKNOWN);
  }

  @Test
  void keepsTheObjectsOfServicesThatNothingTouched() throws Exception {
    catalog.put(Documented.service("web"));
    catalog.put(Documented.routee("orders-1"));
    Snapshot before = snapshot();

    catalog.put(Documented.routee("orders-2"));
    catalog.put(Documented.configMap("settings", "a"));
    Snapshot after = snapshot();

    assertThat(after.services().get(WEB)).isSameAs(before.services().get(WEB));
    assertThat(after.services().get(ORDERS)).isNotSameAs(before.services().get(ORDERS));
  }

  @Test
  void keepsTheObjectOfAServiceWhoseMeaningIsTheSame() throws Exception {
    var service = catalog.put(Documented.service("web")).resource();
    ServiceState before = snapshot().services().get(WEB);

    catalog.put(service.withMetadata(service.metadata().withLabels(Map.of("team", "red"))));

    assertThat(snapshot().services().get(WEB)).isSameAs(before);
  }

  @Test
  void letsTheOlderOfTwoPoliciesWin() throws Exception {
    catalog.put(Documented.routee("orders-1"));
    catalog.put(Documented.policy("z-first", "orders", "1s"));
    clock.advance(Duration.ofSeconds(1));
    catalog.put(Documented.policy("a-second", "orders", "2s"));
    assertThat(orders().policy().timeout().request()).isEqualTo(Duration.ofSeconds(1));

    catalog.put(Documented.policy("z-first", "web", "1s"));
    assertThat(orders().policy().timeout().request()).isEqualTo(Duration.ofSeconds(2));

    catalog.delete(Kind.SERVICE_POLICY, "default", "a-second", 0);
    assertThat(orders().policy()).isEqualTo(ServicePolicy.DEFAULT);
  }

  @Test
  void letsTheFirstNameWinAmongPoliciesOfOneAge() throws Exception {
    catalog.put(Documented.service("orders"));
    catalog.put(Documented.policy("b", "orders", "1s"));
    catalog.put(Documented.policy("a", "orders", "2s"));

    assertThat(orders().policy().timeout().request()).isEqualTo(Duration.ofSeconds(2));
  }

  @Test
  void carriesVerdicts() throws Exception {
    catalog.put(Documented.routee("orders-1"));

    registry
        .verdicts()
        .report(
            new RouteeId("default", "orders-1"),
            new Verdict(Verdict.State.PASSING, List.of("2 of 2 checks"), clock.wall()));

    assertThat(orders().routees().getFirst().admitted()).isTrue();
  }

  @Test
  void dropsAServiceThatIsDeletedAndTakesItBackWithItsRoutees() throws Exception {
    catalog.put(Documented.routee("orders-1"));
    catalog.delete(Kind.SERVICE, "default", "orders", 0);
    assertThat(snapshot().service(ORDERS)).isEmpty();

    catalog.put(Documented.routee("orders-1"));

    assertThat(orders().routees()).hasSize(1);
  }

  @Test
  void callsEachReaderWithRisingRevisionsAndAtOnceWithTheCurrentOne() throws Exception {
    catalog.put(Documented.routee("orders-1"));
    snapshot();
    var seen = new CopyOnWriteArrayList<Long>();
    try (var subscription = registry.snapshots().subscribe(s -> seen.add(s.revision()))) {
      assertThat(seen).containsExactly(catalog.revision());

      for (int i = 0; i < 50; i++) {
        catalog.put(Documented.routee("default", "orders-1", 9000 + i));
      }
      snapshot();

      assertThat(seen).isSorted().doesNotHaveDuplicates();
    }
  }

  @Test
  void skipsSnapshotsForASlowReader() throws Exception {
    var release = new CountDownLatch(1);
    var seen = new CopyOnWriteArrayList<Long>();
    var started = new CountDownLatch(1);
    snapshot();
    long first = catalog.revision();
    try (var subscription =
        registry
            .snapshots()
            .subscribe(s -> {
              seen.add(s.revision());
              if (s.revision() > first) {
                started.countDown();
                awaitQuietly(release);
              }
            })) {
      catalog.put(Documented.configMap("settings", "first"));
      started.await();
      for (int i = 0; i < 20; i++) {
        catalog.put(Documented.configMap("settings", Integer.toString(i)));
      }
      release.countDown();
      snapshot();
      assertThat(seen.size()).isLessThanOrEqualTo(4);
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void keepsCallingTheOthersWhenAReaderFails() throws Exception {
    try (var failing =
        registry
            .snapshots()
            .subscribe(s -> {
              throw new IllegalStateException("a reader's mistake");
            })) {
      catalog.put(Documented.routee("orders-1"));

      assertThat(snapshotWhere(s -> s.service(ORDERS).isPresent())).isNotNull();
    }
  }

  @Test
  void isCompleteRightAfterARestart() {
    catalog.put(Documented.routee("orders-1"));
    catalog.put(Documented.policy("slow", "orders", "20s"));

    restart();

    Snapshot snapshot = registry.snapshots().current();
    assertThat(snapshot.revision()).isEqualTo(catalog.revision());
    ServiceState state = snapshot.service(ORDERS).orElseThrow();
    assertThat(state.routees()).hasSize(1);
    assertThat(state.policy().timeout().request()).isEqualTo(Duration.ofSeconds(20));
  }
}
