package dev.weft.examples.shop;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PaceTest {
  @Test
  void slowWorkIsCutShortWhenTheServiceStops() throws Exception {
    var pace = new Pace();
    pace.slowBy("60000");
    var worker =
        Thread.ofVirtual()
            .start(() -> {
              try {
                pace.work();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });

    pace.stop();

    assertThat(worker.join(Duration.ofSeconds(20))).isTrue();
  }
}
