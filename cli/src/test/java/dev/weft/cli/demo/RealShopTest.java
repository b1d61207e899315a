package dev.weft.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.cli.ExitCode;
import dev.weft.model.time.SystemClock;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shop's real programs, as real processes. */
class RealShopTest {
  @Test
  void tenProcessesAnswerEveryCall(@TempDir Path folder) throws Exception {
    var printed = new ByteArrayOutputStream();
    try (var clock = new SystemClock();
        var mesh = new ToyMesh()) {
      var demo =
          new Demo(
              mesh,
              new Demo.Options(folder, 20, Duration.ofSeconds(2)),
              clock,
              new PrintStream(printed, true, StandardCharsets.UTF_8));

      int code = demo.run();

      assertThat(code).describedAs("%s", printed).isEqualTo(ExitCode.OK);
      assertThat(folder.resolve("web-1.log")).content().contains("is ready");
      assertThat(mesh.snapshots().current().services().values())
          .allMatch(service -> service.routees().isEmpty());
    }
  }

  @Test
  void aKilledProcessIsGoneAndLeavesTheRegistry(@TempDir Path folder) throws Exception {
    try (var clock = new SystemClock();
        var mesh = new ToyMesh()) {
      var registered = new CountDownLatch(1);
      var dropped = new CountDownLatch(1);
      Member member = new Supervised(mesh, folder, clock).start(Trade.PAYMENTS, "payments-1");
      try (var _ =
          mesh.snapshots()
              .subscribe(snapshot -> {
                boolean there =
                    snapshot.services().values().stream()
                        .anyMatch(service -> service.routee(member.id()) != null);
                (there ? registered : registered.getCount() == 0 ? dropped : new CountDownLatch(1))
                    .countDown();
              })) {
        registered.await();
        new SlowSwitch(mesh).set(member, 1);

        member.kill();

        dropped.await();
        assertThat(member.alive()).isFalse();
      } finally {
        member.stop();
      }
    }
  }
}
