package dev.weft.broker.retry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.model.mesh.RetryPolicy;
import org.junit.jupiter.api.Test;

class RetryBudgetTest {
  private static final long SECOND = 1_000_000_000;

  private static int takeAll(RetryBudget budget, long nowNanos) {
    int taken = 0;
    while (budget.take(nowNanos)) {
      taken++;
    }
    return taken;
  }

  @Test
  void grantsTheRatioOfTheCalls() {
    var budget = new RetryBudget(new RetryPolicy(2, 20, 0), 0);
    for (int i = 0; i < 100; i++) {
      budget.called(0);
    }
    assertThat(takeAll(budget, 0)).isEqualTo(20);
  }

  @Test
  void grantsAQuietServiceItsMinimumEachSecond() {
    var budget = new RetryBudget(new RetryPolicy(2, 20, 10), 0);
    assertThat(takeAll(budget, 0)).isEqualTo(10);
    assertThat(takeAll(budget, SECOND / 2)).isZero();
    assertThat(takeAll(budget, SECOND)).isEqualTo(10);
  }

  @Test
  void doesNotAddTheMinimumToARatioThatGivesMore() {
    var budget = new RetryBudget(new RetryPolicy(2, 20, 10), 0);
    takeAll(budget, 0);
    for (int i = 0; i < 100; i++) {
      budget.called(SECOND / 2);
    }
    assertThat(takeAll(budget, SECOND)).isEqualTo(20);
  }

  @Test
  void savesUpNoMoreThanABurst() {
    var budget = new RetryBudget(new RetryPolicy(2, 100, 0), 0);
    for (int i = 0; i < 10_000; i++) {
      budget.called(0);
    }
    assertThat(takeAll(budget, 0)).isEqualTo(100);
  }
}
