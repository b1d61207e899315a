package dev.weft.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.cli.CommandFailure;
import dev.weft.model.mesh.Verdict;
import dev.weft.testkit.FakeClock;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class OpeningTest {
  private final FakeView mesh = new FakeView(URI.create("http://127.0.0.1:7071"));
  private final FakeShop starter = new FakeShop();
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final Opening opening =
      new Opening(
          mesh,
          new LiveLine(
              new PrintStream(printed, true, StandardCharsets.UTF_8), false, new FakeClock()));

  @Test
  void waitsUntilEachMemberPasses() throws InterruptedException {
    var members =
        List.of(starter.start(Trade.WEB, "web-1"), starter.start(Trade.ORDERS, "orders-1"));
    mesh.put("web-1", 80, Verdict.State.PASSING, "fine");
    var later =
        Thread.ofVirtual()
            .start(() -> mesh.put("orders-1", 81, Verdict.State.DEGRADED, "slow, but there"));

    opening.await(members, Duration.ofSeconds(30));

    later.join();
    assertThat(printed.toString(StandardCharsets.UTF_8))
        .contains("starting: 2 of 2 routees pass their checks");
  }

  @Test
  void namesThoseThatDoNotPassAndWhy() {
    var members =
        List.of(
            starter.start(Trade.WEB, "web-1"),
            starter.start(Trade.WEB, "web-2"),
            starter.start(Trade.ORDERS, "orders-1"));
    mesh.put("web-1", 80, Verdict.State.FAILING, "connection refused");
    mesh.put("web-2", 81, Verdict.State.PASSING, "fine");

    assertThatThrownBy(() -> opening.await(members, Duration.ZERO))
        .isInstanceOf(CommandFailure.class)
        .hasMessage(
            "the shop did not open within 0 s: web-1 is failing (connection refused);"
                + " orders-1 is not in the registry");
  }

  @Test
  void doesNotWaitForOneThatHasEnded() {
    var member = starter.start(Trade.WEB, "web-1");
    member.kill();

    assertThatThrownBy(() -> opening.await(List.of(member), Duration.ofHours(1)))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("ended at once: web-1");
  }
}
