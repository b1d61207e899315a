package dev.weft.registry.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.model.mesh.RouteeId;
import dev.weft.model.mesh.ServiceName;
import dev.weft.testkit.FakeClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AlertBookTest {
  private final FakeClock clock = new FakeClock();
  private AlertBook book = new AlertBook(100);

  private static Symptom failing(@Nullable Instant since) {
    return new Symptom(
        Rule.ROUTEE_FAILING,
        "orders-1",
        new ServiceName("default", "orders"),
        new RouteeId("default", "orders-1"),
        since,
        "orders-1 fails its checks");
  }

  /** What comes about when this holds for so many looks, one a second. */
  private List<Alert> look(int seconds, Symptom... symptoms) {
    var changes = new ArrayList<Alert>();
    for (int i = 0; i < seconds; i++) {
      clock.advance(Duration.ofSeconds(1));
      changes.addAll(book.look(List.of(symptoms), clock.nanos(), clock.wall()));
    }
    return changes;
  }

  @Test
  void beginsOnceWhenItHasHeldForItsTime() {
    assertThat(look(10, failing(null))).isEmpty();
    List<Alert> begun = look(20, failing(null));
    assertThat(begun).hasSize(1);
    assertThat(begun.getFirst().number()).isEqualTo(101);
    assertThat(book.firing()).hasSize(1);
  }

  @Test
  void aFlickerNeitherBeginsNorEndsOne() {
    for (int i = 0; i < 5; i++) {
      assertThat(look(9, failing(null))).isEmpty();
      assertThat(look(1)).isEmpty();
    }
    look(12, failing(null));
    assertThat(look(9)).isEmpty();
    assertThat(look(5, failing(null))).isEmpty();
    assertThat(book.firing()).hasSize(1);
    List<Alert> over = look(10);
    assertThat(over).hasSize(1);
    assertThat(over.getFirst().firing()).isFalse();
    assertThat(book.firing()).isEmpty();
  }

  @Test
  void afterARestartTheSameAlertFiresAtOnceWithItsOldBeginning() {
    Instant since = clock.wall().minusSeconds(600);
    List<Alert> before = look(1, failing(since));
    book = new AlertBook(500);
    List<Alert> after = look(1, failing(since));
    assertThat(after).hasSize(1);
    assertThat(after.getFirst().startsAt()).isEqualTo(since);
    assertThat(after.getFirst().fingerprint())
        .isEqualTo(before.getFirst().fingerprint())
        .hasSize(16);
  }

  @Test
  void aBeginningInTheFutureOrAtTheEpochCountsAsNow() {
    assertThat(look(10, failing(clock.wall().plusSeconds(3600)))).isEmpty();
    book = new AlertBook(0);
    assertThat(look(10, failing(Instant.EPOCH))).isEmpty();
    assertThat(look(1, failing(Instant.EPOCH))).hasSize(1);
  }
}
