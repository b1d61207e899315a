package dev.weft.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.model.mesh.RouteeId;
import dev.weft.model.mesh.Verdict;
import dev.weft.model.resource.Kind;
import dev.weft.registry.alert.AlertSources;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LeasesTest extends RegistryFixture {
  private static final Duration TTL = Duration.ofSeconds(15);
  private static final Duration SWEEP = Leases.SWEEP_PERIOD;

  private boolean renew(String name) {
    return registry.leases().renew(new RouteeId("default", name));
  }

  private void register(int from, int to) {
    for (int i = from; i <= to; i++) {
      catalog.put(Documented.leased("orders-" + i, 15));
    }
  }

  private void renew(int from, int to) {
    for (int i = from; i <= to; i++) {
      assertThat(renew("orders-" + i)).isTrue();
    }
  }

  @Test
  void evictsARouteeThatIsNotRenewed() {
    register(1, 1);

    clock.advance(TTL.minusMillis(1));
    assertThat(routees()).containsExactly("orders-1");
    clock.advance(SWEEP);

    assertThat(routees()).isEmpty();
    assertThat(renew("orders-1")).isFalse();
  }

  @Test
  void keepsARouteeThatIsRenewed() {
    register(1, 1);

    for (int i = 0; i < 10; i++) {
      clock.advance(Duration.ofSeconds(10));
      assertThat(renew("orders-1")).isTrue();
    }

    assertThat(routees()).containsExactly("orders-1");
  }

  @Test
  void takesAPutForARenewalEvenIfItChangesNothing() {
    register(1, 1);
    clock.advance(Duration.ofSeconds(10));
    register(1, 1);
    clock.advance(Duration.ofSeconds(10));

    assertThat(routees()).containsExactly("orders-1");
  }

  @Test
  void takesNoVerdictForARenewal() {
    register(1, 1);
    clock.advance(Duration.ofSeconds(10));
    registry
        .verdicts()
        .report(
            new RouteeId("default", "orders-1"),
            new Verdict(Verdict.State.FAILING, List.of("refused"), clock.wall()));
    clock.advance(Duration.ofSeconds(6));

    assertThat(routees()).isEmpty();
  }

  @Test
  void neverEvictsAStaticRoutee() {
    catalog.put(Documented.routee("static"));

    clock.advance(Duration.ofDays(1));

    assertThat(routees()).containsExactly("static");
    assertThat(renew("static")).isTrue();
    assertThat(renew("unheard-of")).isFalse();
  }

  @Test
  void letsARouteeGiveUpItsLease() {
    register(1, 1);
    catalog.put(Documented.routee("orders-1"));

    clock.advance(Duration.ofHours(1));

    assertThat(routees()).containsExactly("orders-1");
  }

  @Test
  void doesNotCareForJumpsOfTheWallClock() {
    register(1, 1);

    clock.shiftWall(Duration.ofHours(1));
    clock.advance(Duration.ofSeconds(10));
    assertThat(routees()).containsExactly("orders-1");
    clock.shiftWall(Duration.ofHours(-2));
    clock.advance(Duration.ofSeconds(6));

    assertThat(routees()).isEmpty();
  }

  @Test
  void givesEveryRouteeAFullGracePeriodAfterARestart() {
    register(1, 1);
    catalog.put(Documented.leased("long", 60));
    clock.advance(Duration.ofSeconds(14));

    restart();
    register(2, 2); // new: its own time is enough
    assertThat(renew("orders-1")).isTrue();

    clock.advance(Duration.ofSeconds(16));
    assertThat(routees()).containsExactly("long", "orders-1");
    clock.advance(LeaseTable.GRACE.minusSeconds(17));
    assertThat(routees()).containsExactly("long", "orders-1");
    clock.advance(Duration.ofSeconds(2));
    assertThat(routees()).containsExactly("long");
    clock.advance(Duration.ofSeconds(30));
    assertThat(routees()).isEmpty();
  }

  @Test
  void evictsAFewOfMany() {
    register(1, 20);
    clock.advance(Duration.ofSeconds(10));
    renew(4, 20);

    clock.advance(Duration.ofSeconds(6));

    assertThat(routees()).hasSize(17).doesNotContain("orders-1", "orders-2", "orders-3");
  }

  @Test
  void evictsTwoHoweverFewThereAre() {
    register(1, 2);

    clock.advance(Duration.ofSeconds(16));

    assertThat(routees()).isEmpty();
  }

  @Test
  void evictsNothingWhenManyLapseTogether() {
    register(1, 20);
    clock.advance(Duration.ofSeconds(10));
    renew(5, 20);

    clock.advance(Duration.ofSeconds(10));

    assertThat(routees()).hasSize(20);
  }

  @Test
  void stopsWhenManyLapseOneAfterTheOther() {
    for (int i = 1; i <= 20; i++) {
      register(i, i);
      clock.advance(Duration.ofMillis(500));
    }

    clock.advance(Duration.ofSeconds(30));

    assertThat(routees()).hasSizeBetween(17, 18); // 3 of 20 are 15 %, not more
  }

  /** Keeps some alive, as their programs do, for a while. */
  private void keepAlive(int from, int to, Duration time) {
    for (Duration left = time; !left.isNegative(); left = left.minusSeconds(5)) {
      renew(from, to);
      clock.advance(Duration.ofSeconds(5));
    }
  }

  @Test
  void goesOnAWhileAfterRenewalsHaveReturned() {
    register(1, 20);
    clock.advance(Duration.ofSeconds(20));
    assertThat(routees()).hasSize(20);
    assertThat(registry.leases().massLapse()).isPresent();

    keepAlive(2, 20, MassLapseGuard.SETTLE.minusSeconds(6));
    assertThat(routees()).hasSize(20);
    keepAlive(2, 20, Duration.ofSeconds(5));

    assertThat(routees()).hasSize(19).doesNotContain("orders-1");
    assertThat(registry.leases().massLapse()).isEmpty();
  }

  @Test
  void keepsAllWhenFortyPercentFallSilentAtOnceAndSaysSo() {
    register(1, 100);
    clock.advance(Duration.ofSeconds(5));

    keepAlive(41, 100, Duration.ofMinutes(4));

    assertThat(routees()).hasSize(100);
    assertThat(registry.leases().lapsed()).isEqualTo(40);
    assertThat(registry.leases().running()).isEqualTo(60);
    AlertSources.Held alert = registry.leases().massLapse().orElseThrow();
    assertThat(alert.since()).isEqualTo(clock.wall().minus(Duration.ofSeconds(235)));
    assertThat(alert.message()).contains("40 of 100", "DELETE /apis/weft.dev/v1/alerts/MassLapse");
  }

  @Test
  void letsThoseGoFewAtATimeWhoStaySilentWhileOthersRenew() {
    register(1, 100);
    keepAlive(41, 100, MassLapseGuard.PATIENCE);
    assertThat(routees()).hasSize(100);

    keepAlive(41, 100, Duration.ofSeconds(20));
    assertThat(routees()).hasSizeBetween(65, 95);

    keepAlive(41, 100, Duration.ofMinutes(1));
    assertThat(routees()).hasSize(60);
    assertThat(registry.leases().evictions()).isEqualTo(40);
  }

  @Test
  void doesNotLoseItsPatienceWithASecondMassLapseBecauseOfTheFirst() {
    register(1, 100);
    keepAlive(41, 100, MassLapseGuard.PATIENCE.plusSeconds(20));
    int left = routees().size();

    keepAlive(91, 100, Duration.ofMinutes(2)); // now fifty more fall silent

    assertThat(left).isLessThan(100);
    assertThat(routees()).hasSize(60);
  }

  @Test
  void keepsEverybodyForLongWhileItHearsNobodyAtAll() {
    register(1, 20);

    clock.advance(Duration.ofHours(1));
    assertThat(routees()).hasSize(20);
    keepAlive(2, 20, MassLapseGuard.SETTLE.plusSeconds(5)); // the network is back
    assertThat(routees()).hasSize(19);
  }

  @Test
  void endsEvenWhenItNeverHearsAnybodyAgain() {
    register(1, 20);

    clock.advance(MassLapseGuard.PATIENCE_WHEN_DEAF.plus(TTL).plusSeconds(2));
    assertThat(routees()).hasSizeBetween(15, 19);
    clock.advance(Duration.ofSeconds(10));

    assertThat(routees()).isEmpty();
  }

  @Test
  void evictsAtOnceWhenAnAdministratorSaysThatTheyAreDead() {
    register(1, 20);
    clock.advance(Duration.ofSeconds(20));
    assertThat(routees()).hasSize(20);

    assertThat(registry.leases().overrule()).isTrue();
    clock.advance(SWEEP);

    assertThat(routees()).isEmpty();
    assertThat(registry.leases().massLapse()).isEmpty();
    register(1, 20);
    clock.advance(Duration.ofSeconds(30));
    assertThat(routees()).hasSize(20); // it was said of those, not of whoever comes later
  }

  @Test
  void evictsARouteeThatWasDeletedAndRegisteredAgainOnlyByItsNewLease() {
    register(1, 1);
    clock.advance(Duration.ofSeconds(10));
    catalog.delete(Kind.ROUTEE, "default", "orders-1", 0);
    register(1, 1);

    clock.advance(Duration.ofSeconds(14));
    assertThat(routees()).containsExactly("orders-1");
  }
}
