package dev.weft.broker;

import static dev.weft.broker.RulesFixture.rule;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.model.mesh.ServiceName;
import dev.weft.model.route.Backend;
import dev.weft.model.route.RouteFilter;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Copies of calls, which hold nobody up. */
class RouteMirrorTest extends RoutedMesh {
  @Test
  void aMirrorGetsTheCallWithItsBodyAndNobodyHearsItsAnswer() throws IOException {
    rules(rule().filter(mirror("v2", 1, 1)).to("v1"));

    assertThat(mesh.call("POST", "orders", "/p").body()).isEqualTo("v1");

    BrokerFixture.until(() -> v2.received() == 1);
    assertThat(v2.heads.getFirst()).startsWith("POST /p HTTP/1.1").contains("Content-Length: 2");
  }

  @Test
  void aMirrorThatHangsHoldsNobodyUp() throws IOException {
    var forever = new CountDownLatch(1);
    try (RawRoutee hanging =
        new RawRoutee((head, in, out, socket) -> {
          BrokerFixture.await(forever);
          return false;
        })) {
      mesh.put(service("v2", hanging));
      rules(rule().filter(mirror("v2", 1, 1), mirror("nobody", 1, 1)).to("v1"));
      String body = "x".repeat(1_000_000);
      try (RawCaller caller = mesh.caller()) {
        for (int i = 0; i < 5; i++) {
          var answer =
              caller
                  .send("POST / HTTP/1.1\r\nHost: orders\r\nContent-Length: 1000000\r\n\r\n" + body)
                  .read();
          assertThat(answer.body()).isEqualTo("v1");
        }
      }
    } finally {
      forever.countDown();
    }
  }

  @Test
  void aMirrorThatTakesWhatComesGetsALongBodyWhole() throws IOException {
    rules(rule().filter(mirror("v2", 1, 1)).to("v1"));
    mesh.get("v2"); // so that a connection is open

    try (RawCaller caller = mesh.caller()) {
      caller.send("POST / HTTP/1.1\r\nHost: orders\r\nContent-Length: 300000\r\n\r\n");
      for (int i = 0; i < 3; i++) {
        caller.send("x".repeat(100_000));
      }
      assertThat(caller.read().body()).isEqualTo("v1");
      // The copy was whole if its connection serves another call.
      BrokerFixture.until(() -> v2.received() == 2);
      assertThat(mesh.get("v2").body()).isEqualTo("v2");
    }
  }

  @Test
  void aPercentageIsMirrored() throws IOException {
    rules(rule().filter(mirror("v2", 0, 100)).to("v1"));
    for (int i = 0; i < 20; i++) {
      get("/");
    }
    assertThat(v2.received()).isZero();

    rules(rule().filter(mirror("v2", 1, 2)).to("v1"));
    for (int i = 0; i < 200; i++) {
      get("/");
    }
    BrokerFixture.until(() -> v2.received() > 50);
    assertThat(v2.received()).isBetween(50, 150); // seven standard deviations
  }

  private static RouteFilter mirror(String service, int numerator, int denominator) {
    return new RouteFilter.Mirror(
        new Backend.ToService(new ServiceName("default", service), 80), numerator, denominator);
  }
}
