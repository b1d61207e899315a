package dev.weft.broker.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.broker.message.ExchangeId;
import dev.weft.model.mesh.ServiceName;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ObserversTest {
  private static final ServiceName ORDERS = new ServiceName("default", "orders");

  @Test
  void oneThatThrowsIsToldNothingMoreAndTheOthersAreTold() {
    var tally = new Tally();
    var asked = new AtomicInteger();
    var all = new Observers(tally);
    all.add(
        new ExchangeObserver() {
          @Override
          public void began(ObservedExchange exchange) {
            asked.incrementAndGet();
          }

          @Override
          public void ended(ObservedExchange exchange, Outcome outcome, long durationNanos) {
            throw new IllegalStateException("a defect of " + asked.incrementAndGet());
          }
        });
    var last = new Tally();
    all.add(last);
    for (int i = 0; i < 3; i++) {
      var sighting =
          new Sighting(
              all,
              new EdgeTable(1),
              new TrailBook(1),
              "tcp",
              new ExchangeId(i),
              null,
              "127.0.0.1",
              5);
      sighting.routed(ORDERS);
      sighting.ended(new Outcome.CallerLeft(), 0, 6);
    }
    assertThat(tally.calls()).isEqualTo(3);
    assertThat(last.calls()).isEqualTo(3);
    assertThat(asked).hasValue(2);
  }
}
