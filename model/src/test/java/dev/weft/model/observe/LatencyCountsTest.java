package dev.weft.model.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LatencyCountsTest {
  private static final long SEED = 5;

  @Test
  void quantilesAreNeverTooLowAndAtMostAFifthTooHigh() {
    var random = new Random(SEED);
    var counts = new LatencyCounts();
    long[] all = new long[10_000];
    for (int i = 0; i < all.length; i++) {
      all[i] = 20_000 + (long) Math.exp(random.nextDouble() * 15);
      counts.record(all[i]);
    }
    Arrays.sort(all);
    for (double share : new double[] {0.01, 0.5, 0.9, 0.99, 1}) {
      long exact = all[(int) Math.ceil(all.length * share) - 1];
      assertThat(counts.quantileNanos(share))
          .as("%s, seed %d", share, SEED)
          .isBetween(exact, (long) (exact * 1.2));
    }
  }

  @Test
  void boundsAreQuartersOfDoublingsOfSecondsAndHoldWhatIsBelow() {
    for (int bucket = 0; bucket < LatencyCounts.BUCKETS - 1; bucket++) {
      long bound = LatencyCounts.upperBoundNanos(bucket);
      double seconds = Math.pow(2, LatencyCounts.upperBoundQuarters(bucket) / 4.0);
      assertThat((double) bound).isCloseTo(1e9 * seconds, within(1.0));
      assertThat(bucketOf(bound - 2)).as("below %d", bound).isEqualTo(bucket);
      assertThat(bucketOf(bound + 2)).as("above %d", bound).isEqualTo(bucket + 1);
    }
  }

  private static int bucketOf(long nanos) {
    var counts = new LatencyCounts();
    counts.record(nanos);
    return IntStream.range(0, LatencyCounts.BUCKETS)
        .filter(i -> counts.in(i) == 1)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void anyNumberHasABucket() {
    var counts = new LatencyCounts();
    for (long nanos : new long[] {Long.MIN_VALUE, -1, 0, 1, 16_383, 16_384, Long.MAX_VALUE}) {
      counts.record(nanos);
    }
    assertThat(counts.total()).isEqualTo(7);
    assertThat(counts.in(0)).isEqualTo(6);
    assertThat(counts.in(LatencyCounts.BUCKETS - 1)).isEqualTo(1);
  }

  @Test
  void whatWasCountedApartAddsUp() {
    var one = new LatencyCounts();
    var other = new LatencyCounts();
    var both = new LatencyCounts();
    for (int i = 1; i <= 100; i++) {
      (i % 2 == 0 ? one : other).record(i * 1_000_000L);
      both.record(i * 1_000_000L);
    }
    one.add(other);
    assertThat(one.total()).isEqualTo(100);
    assertThat(one.quantileNanos(0.9)).isEqualTo(both.quantileNanos(0.9));
    LatencyCounts copy = one.copy();
    one.clear();
    assertThat(one.quantileNanos(0.9)).isZero();
    assertThat(copy.total()).isEqualTo(100);
  }
}
