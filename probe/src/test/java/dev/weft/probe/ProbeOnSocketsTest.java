package dev.weft.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.model.mesh.Verdict;
import dev.weft.model.mesh.Verdict.State;
import dev.weft.model.time.SystemClock;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ProbeOnSocketsTest {
  @Test
  void followsARealListenerFromBirthToDeath() throws Exception {
    var mesh = new FakeMesh();
    try (var clock = new SystemClock();
        Probe _ = Probe.start(mesh, mesh, clock)) {
      var listener = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
      mesh.register("orders-1", listener.getLocalPort());
      assertThat(next(mesh).state()).isEqualTo(State.PASSING);

      listener.close();

      Verdict verdict = next(mesh);
      assertThat(verdict.state()).isEqualTo(State.FAILING);
      assertThat(verdict.evidence().getFirst())
          .contains("connection refused")
          .endsWith("3 in a row");
    }
  }

  private static Verdict next(FakeMesh mesh) throws InterruptedException {
    Verdict verdict = mesh.reported.poll(20, TimeUnit.SECONDS);
    assertThat(verdict).as("a verdict within 20 s").isNotNull();
    return verdict;
  }
}
