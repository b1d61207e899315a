package dev.weft.broker.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.model.mesh.ServiceName;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ObserversTest {
  private static final ServiceName ORDERS = new ServiceName("default", "orders");
  private static final ExchangeEnd END =
      new ExchangeEnd(ORDERS, null, new Outcome.CallerLeft(), 0, 1);

  @Test
  void oneThatThrowsIsToldNothingMoreAndTheOthersAreTold() {
    var tally = new Tally();
    var asked = new AtomicInteger();
    var all = new Observers(tally);
    all.add(
        new ExchangeObserver() {
          @Override
          public void started(ServiceName service) {
            asked.incrementAndGet();
          }

          @Override
          public void ended(ExchangeEnd end) {
            throw new IllegalStateException("a defect of " + asked.incrementAndGet());
          }
        });
    var last = new Tally();
    all.add(last);
    for (int i = 0; i < 3; i++) {
      all.started(ORDERS);
      all.ended(END);
    }
    assertThat(tally.calls()).isEqualTo(3);
    assertThat(last.calls()).isEqualTo(3);
    assertThat(asked).hasValue(2);
  }
}
