package dev.weft.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CheckThreadsTest {
  private final List<Runnable> started = new ArrayList<>();
  private final List<String> ran = new ArrayList<>();
  private final CheckThreads threads = new CheckThreads(started::add, 2);

  @Test
  void noMoreThreadsAreStartedThanMayRun() {
    for (int i = 0; i < 100_000; i++) {
      threads.execute(() -> ran.add("a check"));
    }
    assertThat(started).hasSize(2);
    started.getFirst().run();
    assertThat(ran).hasSize(100_000);
    started.getLast().run();
    threads.execute(() -> ran.add("later"));
    assertThat(started).hasSize(3);
  }

  @Test
  void whatFellDueFirstIsDoneFirst() {
    threads.execute(() -> {
      ran.add("one");
      threads.execute(() -> ran.add("four"));
    });
    threads.execute(() -> ran.add("two"));
    threads.execute(() -> ran.add("three"));
    started.getFirst().run();
    assertThat(ran).containsExactly("one", "two", "three", "four");
  }

  @Test
  void aThreadThatEndsWithAnErrorIsReplacedWhileOthersWait() {
    threads.execute(() -> {
      throw new IllegalStateException("of a check");
    });
    threads.execute(() -> ran.add("two"));
    threads.execute(() -> ran.add("three"));
    started.removeLast();
    assertThatThrownBy(started.removeFirst()::run).hasMessage("of a check");
    started.removeFirst().run();
    assertThat(ran).containsExactly("two", "three");
  }
}
