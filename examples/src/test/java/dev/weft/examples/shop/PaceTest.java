package dev.weft.examples.shop;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD) // it spins
class PaceTest {
  @Test
  void slowWorkIsCutShortWhenTheServiceStops() throws Exception {
    var pace = new Pace();
    pace.slowBy("60000");
    var worker = Thread.ofVirtual().start(() -> work(pace));

    pace.stop();

    assertThat(worker.join(Duration.ofSeconds(20))).isTrue();
  }

  @Test
  void whereDesksAreCountedOneWaitsForTheOther() throws Exception {
    var pace = new Pace();
    pace.desks("1");
    pace.slowBy("60000");
    var first = Thread.ofVirtual().start(() -> work(pace));
    while (first.getState() != Thread.State.TIMED_WAITING) {
      Thread.onSpinWait();
    }
    var second = Thread.ofVirtual().start(() -> work(pace));
    while (second.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }

    pace.stop();

    assertThat(first.join(Duration.ofSeconds(20))).isTrue();
    assertThat(second.join(Duration.ofSeconds(20))).isTrue();
  }

  private static void work(Pace pace) {
    try {
      pace.work();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
