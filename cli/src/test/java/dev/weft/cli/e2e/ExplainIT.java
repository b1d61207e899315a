package dev.weft.cli.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a person asks of calls: where one would go, why one went where it did, who calls whom. */
class ExplainIT {
  @TempDir private Path data;

  @Test
  void aCallIsExplainedBeforeAndAfterAndSeenWhenItEnds() throws Exception {
    try (var mesh = new RunningMesh(data)) {
      mesh.runShop("payments", "Payments");
      mesh.awaitPassing("payments", 1);
      assertThat(mesh.weftOut("explain", "GET", "http://payments/pay?sku=a"))
          .contains("it is the only one of 1 that can take a call now", "passing/passing");

      HttpResponse<String> answer = mesh.call("payments", "/pay?sku=a&quantity=1");
      assertThat(answer.headers().firstValue("x-weft-explain").orElse(""))
          .contains("why=\"the only one\"");
      String exchange = answer.headers().firstValue("x-weft-exchange").orElseThrow();
      assertThat(mesh.weftOut("explain", exchange))
          .contains("answered 200", "was the only one", "/pay?… (query not kept)");

      assertThat(tapped(mesh)).contains("200", "> payments-", "GET payments/pay");
      RunningMesh.await(
          "the calls of that second",
          () -> mesh.weftOut("top", "--once", "--service", "payments").contains(" 100 %"));
    }
  }

  /** What {@code weft tap} prints of the first call that it sees. */
  private static String tapped(RunningMesh mesh) throws Exception {
    Process tap = Weft.start(mesh.environment(), "tap", "payments", "-n", "1");
    try {
      RunningMesh.await("a call is tapped", () -> callThenTell(mesh, tap));
      return new String(tap.getInputStream().readAllBytes(), UTF_8);
    } finally {
      tap.destroy();
    }
  }

  private static boolean callThenTell(RunningMesh mesh, Process tap) {
    try {
      assertThat(mesh.call("payments", "/pay?sku=a&quantity=1").statusCode()).isEqualTo(200);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
    return !tap.isAlive();
  }
}
