package dev.weft.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.model.mesh.RouteeId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class LeaseWheelTest {
  private static final long TICK = Duration.ofMillis(250).toNanos();

  private static Lease lease(String name, long deadlineNanos) {
    Lease lease = Lease.ofRoutee(new RouteeId("default", name));
    lease.deadlineNanos = deadlineNanos;
    return lease;
  }

  @Test
  void handsOverEachLeaseWithinATickOfItsDeadlineWhateverIsRenewed() {
    long seed = new Random().nextLong();
    var random = new Random(seed);
    long origin = Long.MAX_VALUE - Duration.ofMinutes(1).toNanos(); // the clock may wrap
    var wheel = new LeaseWheel(origin, TICK);
    var alive = new ArrayList<Lease>();
    long[] now = {origin};
    for (int i = 0; i < 500; i++) {
      Lease lease = lease("r" + i, now[0] + (long) (random.nextDouble() * 2000 * TICK));
      wheel.arm(lease);
      alive.add(lease);
    }
    for (int step = 0; step < 4000; step++) {
      now[0] += random.nextInt(20) == 0 ? 40 * TICK : TICK / 2;
      var lapsed = new ArrayList<Lease>();
      wheel.turn(now[0], lapsed::add);
      for (Lease lease : lapsed) {
        assertThat(lease.deadlineNanos - now[0]).as("seed %d", seed).isLessThanOrEqualTo(0);
        assertThat(alive.remove(lease)).as("seed %d", seed).isTrue();
      }
      for (Lease lease : alive) {
        assertThat(lease.deadlineNanos - now[0]).as("seed %d", seed).isGreaterThan(-TICK);
      }
      if (!alive.isEmpty()) {
        Lease renewed = alive.get(random.nextInt(alive.size()));
        wheel.moveTo(renewed, now[0] + (long) (random.nextDouble() * 2000 * TICK));
      }
    }
    assertThat(alive.size()).as("seed %d", seed).isLessThan(250);
  }

  @Test
  void keepsALeaseForManyTurnsOfTheWheel() {
    var wheel = new LeaseWheel(0, TICK);
    Lease day = lease("day", Duration.ofDays(1).toNanos());
    wheel.arm(day);
    var lapsed = new ArrayList<Lease>();

    for (long now = 0; now < Duration.ofDays(1).toNanos(); now += 2 * TICK) {
      wheel.turn(now, lapsed::add);
      assertThat(lapsed).isEmpty();
    }
    wheel.turn(Duration.ofDays(1).toNanos(), lapsed::add);

    assertThat(lapsed).isEqualTo(List.of(day));
  }
}
