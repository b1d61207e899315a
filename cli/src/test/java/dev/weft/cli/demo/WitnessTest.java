package dev.weft.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.model.mesh.Verdict;
import dev.weft.testkit.FakeClock;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class WitnessTest {
  private final FakeView mesh = new FakeView(URI.create("http://127.0.0.1:7071"));
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final LiveLine line =
      new LiveLine(new PrintStream(printed, true, StandardCharsets.UTF_8), false, new FakeClock());

  @Test
  void tellsWhatTheBrokerDidAndCountsWhoIsPassing() {
    mesh.put("orders-2", 80, Verdict.State.PASSING, "fine");
    var witness = new Witness(mesh, line);

    mesh.eject("orders-2", "connection refused");
    mesh.tell("broker ejected orders-2: connection refused");
    witness.look();
    witness.look();
    assertThat(witness.state().passing()).isZero();
    mesh.admit("orders-2");
    witness.look();

    assertThat(lines()).containsExactly("   0.0s  broker ejected orders-2: connection refused");
    assertThat(witness.state().passing()).isOne();
  }

  @Test
  void tellsOfNewcomersVerdictsAndThoseWhoHaveGone() {
    mesh.put("orders-1", 80, Verdict.State.PASSING, "fine");
    var witness = new Witness(mesh, line);

    mesh.put("orders-4", 81, Verdict.State.UNKNOWN, "not probed yet");
    witness.look();
    mesh.put("orders-4", 81, Verdict.State.PASSING, "2 checks passed");
    mesh.remove("orders-1");
    witness.look();

    assertThat(lines())
        .containsExactly(
            "   0.0s  registry has a new routee: orders-4",
            "   0.0s  probe says orders-4 is passing: 2 checks passed",
            "   0.0s  registry has dropped orders-1");
  }

  @Test
  void aNewRouteeThatPassesAtOnceIsToldInTwoLines() {
    var witness = new Witness(mesh, line);
    mesh.put("orders-4", 81, Verdict.State.PASSING, "fine");

    witness.look();

    assertThat(lines()).hasSize(2);
  }

  private List<String> lines() {
    return printed.toString(StandardCharsets.UTF_8).lines().toList();
  }
}
