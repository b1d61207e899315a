package dev.weft.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.model.mesh.Verdict.State;
import org.junit.jupiter.api.Test;

class HysteresisTest {
  private static final int RISE = 2;
  private static final int FALL = 3;

  private static Hysteresis after(Hysteresis start, String samples) {
    Hysteresis state = start;
    for (int i = 0; i < samples.length(); i++) {
      state = state.next(samples.charAt(i) == '+', RISE, FALL);
    }
    return state;
  }

  @Test
  void admitsANewRouteeAtItsFirstPass() {
    assertThat(after(Hysteresis.NEW, "+").state()).isEqualTo(State.PASSING);
    assertThat(after(Hysteresis.NEW, "-+").state()).isEqualTo(State.PASSING);
    assertThat(after(Hysteresis.NEW, "------+").state()).isEqualTo(State.PASSING);
  }

  @Test
  void callsANewRouteeFailingOnlyAfterFallFailures() {
    assertThat(after(Hysteresis.NEW, "--").state()).isEqualTo(State.UNKNOWN);
    assertThat(after(Hysteresis.NEW, "---").state()).isEqualTo(State.FAILING);
  }

  @Test
  void keepsAPassingRouteeThroughFewerThanFallFailures() {
    assertThat(after(Hysteresis.NEW, "+--+--+--").state()).isEqualTo(State.PASSING);
    assertThat(after(Hysteresis.NEW, "+---").state()).isEqualTo(State.FAILING);
  }

  @Test
  void asksRisePassesOfARouteeThatHasFallen() {
    assertThat(after(Hysteresis.NEW, "+---+").state()).isEqualTo(State.FAILING);
    assertThat(after(Hysteresis.NEW, "+---+-+").state()).isEqualTo(State.FAILING);
    assertThat(after(Hysteresis.NEW, "+---++").state()).isEqualTo(State.PASSING);
  }

  @Test
  void goesOnFromTheVerdictThatTheRegistryHolds() {
    assertThat(after(Hysteresis.resume(State.PASSING), "--").state()).isEqualTo(State.PASSING);
    assertThat(after(Hysteresis.resume(State.PASSING), "---").state()).isEqualTo(State.FAILING);
    assertThat(after(Hysteresis.resume(State.FAILING), "+").state()).isEqualTo(State.FAILING);
    assertThat(after(Hysteresis.resume(State.FAILING), "++").state()).isEqualTo(State.PASSING);
    assertThat(Hysteresis.resume(State.UNKNOWN)).isEqualTo(Hysteresis.NEW);
  }

  @Test
  void isInDoubtWhileTheLastSampleSpeaksAgainstTheState() {
    assertThat(after(Hysteresis.NEW, "+").inDoubt()).isFalse();
    assertThat(after(Hysteresis.NEW, "+-").inDoubt()).isTrue();
    assertThat(after(Hysteresis.NEW, "+---").inDoubt()).isFalse();
    assertThat(after(Hysteresis.NEW, "+---+").inDoubt()).isTrue();
  }
}
