package dev.weft.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.model.mesh.RouteeId;
import dev.weft.model.mesh.Verdict;
import dev.weft.model.resource.Kind;
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
  void givesEveryRouteeItsWholeTimeAfterARestart() {
    register(1, 1);
    clock.advance(Duration.ofSeconds(14));

    restart();

    clock.advance(Duration.ofSeconds(14));
    assertThat(routees()).containsExactly("orders-1");
    clock.advance(Duration.ofSeconds(2));
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

  @Test
  void goesOnOnceRenewalsReturn() {
    register(1, 20);
    clock.advance(Duration.ofSeconds(20));
    assertThat(routees()).hasSize(20);

    renew(2, 20);
    clock.advance(SWEEP);

    assertThat(routees()).hasSize(19).doesNotContain("orders-1");
  }

  @Test
  void evictsOneByOneWhenNoRenewalReturnsForLong() {
    register(1, 20);
    clock.advance(TTL.plus(MassLapseGuard.PATIENCE).minus(SWEEP));
    assertThat(routees()).hasSize(20);

    clock.advance(SWEEP.multipliedBy(5));
    assertThat(routees()).hasSize(15);

    clock.advance(Duration.ofMinutes(1));
    assertThat(routees()).isEmpty();
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
