package dev.weft.broker.limit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Who holds a place at a routee, whatever the order in which loops tell. */
class PlacesTest {
  private static final long MILLI = 1_000_000;
  private static final long SECOND = 1_000_000_000;

  private final AdaptiveLimit limit = new AdaptiveLimit(new Askers(), 0);

  private int free(long nowNanos) {
    int free = 0;
    while (limit.hasRoom(nowNanos)) {
      limit.began(nowNanos);
      free++;
    }
    for (int i = 0; i < free; i++) {
      limit.left(nowNanos, nowNanos);
    }
    return free;
  }

  @Test
  void aCallOfALoopWhoseTurnBeganEarlierGivesItsPlaceBack() {
    int all = free(10 * SECOND);
    for (int i = 0; i < 1_000; i++) {
      long later = 10 * SECOND + 60 * MILLI * i;
      long earlier = later - 300 * MILLI;
      limit.began(later);
      limit.began(earlier);
      limit.left(later, later + 5 * MILLI);
      limit.left(earlier, earlier + 5 * MILLI);
    }
    assertThat(free(80 * SECOND)).isEqualTo(all);
  }

  @Test
  void aCallThatWaitsForTwoSecondsHoldsNone() {
    int all = free(0);
    for (int i = 0; i < all; i++) {
      limit.began(0);
    }
    assertThat(limit.hasRoom(SECOND)).isFalse();
    assertThat(free(3 * SECOND)).isEqualTo(all);
    for (int i = 0; i < all; i++) {
      limit.left(0, 4 * SECOND);
    }
    assertThat(free(5 * SECOND)).isEqualTo(all);
  }

  @Test
  void placesToAskAreGivenBackAndRunOut() {
    var askers = new Askers();
    askers.among(5);
    assertThat(askers.take(0)).isTrue();
    assertThat(askers.take(1)).isTrue();
    assertThat(askers.take(2)).isFalse();
    askers.leave(1);
    assertThat(askers.take(3)).isTrue();
    assertThat(askers.take(4)).isFalse();
    assertThat(askers.take(6 * SECOND)).as("those of before are not waited for").isTrue();
  }
}
