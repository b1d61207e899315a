package dev.weft.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.weft.model.mesh.Verdict;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FaultSwitchTest {
  private final FakeView mesh = new FakeView(URI.create("http://127.0.0.1:1"));
  private final Queue<String> asked = new ConcurrentLinkedQueue<>();
  private final Member member = new FakeShop().start(Trade.PAYMENTS, "payments-2");
  private volatile int status = 200;
  private HttpServer payments;

  @BeforeEach
  void start() throws IOException {
    payments = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    payments.createContext(
        "/",
        exchange -> {
          try (exchange) {
            asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
            exchange.sendResponseHeaders(status, -1);
          }
        });
    payments.start();
    mesh.put("payments-2", payments.getAddress().getPort(), Verdict.State.PASSING, "fine");
  }

  @AfterEach
  void stop() {
    payments.stop(0);
  }

  @Test
  void asksTheMemberAtItsOwnPort() throws InterruptedException {
    new FaultSwitch(mesh).set(member, Fault.SLOW, 400);

    assertThat(asked).containsExactly("POST /slow?ms=400");
  }

  @Test
  void saysWhereTheMemberRefusesOrIsUnknown() {
    status = 400;
    assertThatThrownBy(() -> new FaultSwitch(mesh).set(member, Fault.FAIL, 0))
        .hasMessageContaining("400");

    mesh.remove("payments-2");
    assertThatThrownBy(() -> new FaultSwitch(mesh).set(member, Fault.FAIL, 0))
        .hasMessage("payments-2 is not in the registry");
  }
}
