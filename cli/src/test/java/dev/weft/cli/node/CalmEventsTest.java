package dev.weft.cli.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.model.mesh.RouteeId;
import dev.weft.model.mesh.ServiceName;
import dev.weft.model.observe.MeshEvent;
import dev.weft.testkit.FakeClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CalmEventsTest {
  private final FakeClock clock = new FakeClock();
  private final List<MeshEvent> told = new ArrayList<>();
  private final CalmEvents events = new CalmEvents(told::add, clock);

  private void ejected(String service, int number) {
    events.tell(
        new MeshEvent(
            clock.wall(),
            MeshEvent.Severity.WARNING,
            "Ejected",
            new ServiceName("default", service),
            new RouteeId("default", service + "-" + number),
            "broker test",
            service + "-" + number + " is ejected"));
  }

  @Test
  void ofAThousandEjectionsAtOnceTwentyAreToldAndTheOthersCounted() {
    for (int i = 0; i < 1_000; i++) {
      ejected("orders", i);
    }
    ejected("payments", 0);
    assertThat(told).hasSize(CalmEvents.AT_ONCE + 1);
    clock.advance(Duration.ofSeconds(10));
    assertThat(told).hasSize(CalmEvents.AT_ONCE + 2);
    assertThat(told.getLast().message()).contains("980 more", "orders-999 is ejected");
  }

  @Test
  void whatIsSpreadOverTimeIsToldWhole() {
    for (int i = 0; i < 100; i++) {
      ejected("orders", i);
      clock.advance(Duration.ofSeconds(1));
    }
    assertThat(told).hasSize(100);
  }

  @Test
  void atTheEndWhatWasCountedIsTold() {
    for (int i = 0; i < 21; i++) {
      ejected("orders", i);
    }
    events.close();
    assertThat(told.getLast().message()).startsWith("1 more");
  }
}
