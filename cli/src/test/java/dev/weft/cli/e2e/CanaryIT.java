package dev.weft.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.weft.testkit.FakeRoutee;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A new version takes over from the old one in ten steps, while calls go on. */
class CanaryIT {
  /**
   * Calls counted a step. The draw is random, so that half of them are 50 points with a standard
   * deviation of 0.5: the 2 points allowed are four of those.
   */
  private static final int CALLS = 10_000;

  @TempDir private Path folder;

  @Test
  void eachStepHoldsItsShareAndNoCallIsLost() throws Exception {
    try (var old = FakeRoutee.answering("old");
        var canary = FakeRoutee.answering("new");
        var mesh = new RunningMesh(folder.resolve("data"))) {
      Path file = folder.resolve("versions.yaml");
      Files.writeString(
          file, old.document("hello-1", "hello") + canary.document("hello-v2-1", "hello-v2"));
      assertThat(mesh.weft("apply", "-f", file.toString()).exitCode()).isZero();
      mesh.awaitPassing("hello", 2); // one of each

      try (var load = new SteadyLoad(mesh.broker)) {
        load.awaitMore(100);
        for (int percent = 10; percent <= 100; percent += 10) {
          Weft.Outcome shifted = mesh.weft("shift", "hello", "v2=" + percent + "%");
          assertThat(shifted.exitCode()).as(shifted.err()).isZero();
          load.awaitMore(500); // until brokers have it
          int oldBefore = old.received();
          int canaryBefore = canary.received();
          load.awaitMore(CALLS);
          double to = canary.received() - canaryBefore;
          double share = 100 * to / (to + old.received() - oldBefore);
          assertThat(share).as("share at %d %%", percent).isCloseTo(percent, within(2.0));
        }
        load.end();
        assertThat(load.calls()).isGreaterThan(10 * CALLS);
        assertThat(load.failures()).isEmpty();
      }
    }
  }
}
