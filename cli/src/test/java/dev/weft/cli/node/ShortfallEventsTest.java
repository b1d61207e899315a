package dev.weft.cli.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.broker.observe.Shortfalls;
import dev.weft.model.mesh.ServiceName;
import dev.weft.model.observe.MeshEvent;
import dev.weft.testkit.FakeClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ShortfallEventsTest {
  private static final ServiceName ORDERS = new ServiceName("default", "orders");
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final FakeClock clock = new FakeClock();
  private final List<MeshEvent> told = new ArrayList<>();
  private final ShortfallEvents events = new ShortfallEvents(told::add, "broker test", clock);

  private void second(long shed, long panics) {
    clock.advance(SECOND);
    events.next(Map.of(ORDERS, new Shortfalls.Taken(shed, 0, panics, 0)));
  }

  private void calm(int seconds) {
    for (int i = 0; i < seconds; i++) {
      clock.advance(SECOND);
      events.next(Map.of());
    }
  }

  @Test
  void manyShedCallsAreOneEventAtTheBeginAndOneAtTheEnd() {
    for (int i = 0; i < 30; i++) {
      second(100, 0);
    }
    calm(3);
    second(1, 0);
    assertThat(told).hasSize(1);
    assertThat(told.getFirst().reason()).isEqualTo("Shedding");
    assertThat(told.getFirst().service()).isEqualTo(ORDERS);
    assertThat(told.getFirst().message()).contains("100 calls were answered 503");

    calm(5);

    assertThat(told).extracting(MeshEvent::reason).containsExactly("Shedding", "SheddingOver");
    assertThat(told.getLast().message()).contains("3001 calls", "within 34 s");
  }

  @Test
  void whatLacksIsToldApart() {
    second(1, 1);
    assertThat(told).extracting(MeshEvent::reason).containsExactly("Shedding", "Panic");
    for (int i = 0; i < 6; i++) {
      second(0, 1);
    }
    assertThat(told)
        .extracting(MeshEvent::reason)
        .containsExactly("Shedding", "Panic", "SheddingOver");
  }

  @Test
  void aCalmMeshIsSilent() {
    calm(100);
    assertThat(told).isEmpty();
  }
}
