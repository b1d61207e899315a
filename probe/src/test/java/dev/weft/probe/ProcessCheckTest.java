package dev.weft.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.model.mesh.ProbePolicy;
import dev.weft.model.mesh.RouteeProcess;
import dev.weft.model.time.SystemClock;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class ProcessCheckTest {
  private final SystemClock clock = new SystemClock();

  @AfterEach
  void stop() {
    clock.close();
  }

  private CheckResult check(@Nullable RouteeProcess process) {
    return new BlockingChecker(clock, "orders-1", process, "here", new Semaphore(1))
        .check(new ProbePolicy.ProcessCheck(), "127.0.0.1", 1, Duration.ofSeconds(5));
  }

  @Test
  void passesWhileTheProcessRunsAndFailsWhenItHasEnded() throws Exception {
    Process program = new ProcessBuilder("sleep", "60").start();
    var known = new RouteeProcess((int) program.pid(), "here");

    assertThat(check(known).passed()).isTrue();
    program.destroyForcibly().waitFor();

    CheckResult ended = check(known);
    assertThat(ended.passed()).isFalse();
    assertThat(ended.finding()).isEqualTo("has ended");
  }

  @Test
  void cannotSeeAProcessOfAnotherHost() {
    CheckResult result = check(new RouteeProcess((int) ProcessHandle.current().pid(), "there"));

    assertThat(result.passed()).isFalse();
    assertThat(result.finding()).contains("another host");
  }

  @Test
  void saysThatNoProcessIsNamed() {
    assertThat(check(null).finding()).contains("names none");
  }
}
