package dev.weft.probe.process;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SaturationTest {
  private static final long SECOND = 1_000_000_000;

  private Saturation saturation = Saturation.NONE;
  private Sample last = sample(0, 0, 0, 0);

  private static Sample sample(long at, int files, long memory, long throttled) {
    return sample(at, files, memory, throttled, 0);
  }

  private static Sample sample(long at, int files, long memory, long throttled, long collecting) {
    return new Sample(
        at * SECOND,
        7,
        0,
        0,
        1,
        files,
        1000,
        memory,
        1000 << 20,
        at * 10,
        throttled,
        0,
        collecting);
  }

  private String after(Sample next) {
    saturation = saturation.next(last, next);
    last = next;
    return saturation.sentence();
  }

  @Test
  void filesThatAreNearlyUsedUpStandAfterTwoSamplesAndGoWhenThereIsRoomAgain() {
    assertThat(after(sample(1, 950, 0, 0))).isEmpty();
    assertThat(after(sample(2, 960, 0, 0)))
        .isEqualTo("it has 960 of the 1000 files and sockets open that it may, 96 %");
    assertThat(after(sample(3, 920, 0, 0))).as("not well below").contains("92 %");
    assertThat(after(sample(4, 899, 0, 0))).isNotEmpty();
    assertThat(after(sample(5, 899, 0, 0))).isEmpty();
  }

  @Test
  void oneSampleAloneIsNothing() {
    for (int i = 1; i < 20; i++) {
      assertThat(after(sample(i, i % 2 == 0 ? 999 : 10, 0, 0))).isEmpty();
    }
  }

  @Test
  void memoryOfTheControlGroupCounts() {
    after(sample(1, 0, 950L << 20, 0));
    assertThat(after(sample(2, 0, 960L << 20, 0)))
        .isEqualTo("its control group uses 960 MiB of the 1000 MiB of memory that it may, 96 %");
  }

  @Test
  void whoIsNotLetRunInHalfOfItsPeriodsIsShortOfCpu() {
    after(sample(1, 0, 0, 6));
    assertThat(after(sample(2, 0, 0, 12))).contains("not let run in 60 % of its CPU periods");
    after(sample(3, 0, 0, 13));
    assertThat(after(sample(4, 0, 0, 14))).isEmpty();
  }

  @Test
  void aJvmThatMostlyCollectsGarbageHasNoHeapLeft() {
    after(sample(1, 0, 0, 0, SECOND * 6 / 10));
    assertThat(after(sample(2, 0, 0, 0, SECOND * 12 / 10)))
        .isEqualTo("its JVM stood still for garbage collections for 60 % of the time");
    after(sample(3, 0, 0, 0, SECOND * 13 / 10));
    assertThat(after(sample(4, 0, 0, 0, SECOND * 13 / 10))).isEmpty();
  }

  @Test
  void severalAreToldTogether() {
    after(sample(1, 999, 999L << 20, 10));
    assertThat(after(sample(2, 999, 999L << 20, 20))).contains("memory", "files", "CPU");
  }

  @Test
  void withoutLimitsNothingIsUsedUp() {
    Sample unlimited = new Sample(SECOND, 7, 0, 0, 1, 1 << 20, 0, 1L << 40, 0, 0, 0, 0, 0);
    after(unlimited);
    assertThat(after(unlimited)).isEmpty();
  }
}
