package dev.weft.broker;

import static dev.weft.broker.RulesFixture.rule;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.model.route.CallRule;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Where a rule sends its calls, and for how long. */
class RouteBackendTest extends RoutedMesh {
  @Test
  void routesOfABackendsServiceAreNotLookedAtAgain() throws IOException {
    rules(rule().to("orders"));

    assertThat(get("/").body()).isEqualTo("v1");
  }

  @Test
  void sharesAreKeptCloselyAndNotOnlyInTheLongRun() throws IOException {
    rules(rule().to("v1", 90).to("v2", 10).to("v2", 0));

    try (RawCaller caller = mesh.caller()) {
      for (int i = 0; i < 200; i++) {
        caller.send("GET / HTTP/1.1\r\nHost: orders\r\n\r\n").read();
      }
    }
    assertThat(v2.received()).isBetween(18, 22);
  }

  @Test
  void aBackendThatDoesNotResolveTakesItsShareAndAnswers500() throws IOException {
    rules(rule().to("v1").toNowhere("Service default/gone is not there", 1));

    int refused = 0;
    for (int i = 0; i < 20; i++) {
      RawCaller.Answer answer = get("/");
      refused += answer.status() == 500 ? 1 : 0;
      if (answer.status() == 500) {
        assertThat(answer.body()).contains("Service default/gone is not there");
        assertThat(answer.header("proxy-status")).contains("proxy_configuration_error");
      }
    }
    assertThat(refused).isBetween(9, 11);
  }

  @Test
  void aRuleWithoutBackendsAnswers500() throws IOException {
    rules(rule());

    assertThat(get("/").status()).isEqualTo(500);
  }

  @Test
  void aRulesTimeoutsEndCallsAndTries() throws IOException {
    var forever = new CountDownLatch(1);
    try (RawRoutee slow =
        new RawRoutee((head, in, out, socket) -> {
          BrokerFixture.await(forever);
          return false;
        })) {
      mesh.put(service("v2", slow));
      rules(
          rule()
              .prefix("/call")
              .timeouts(new CallRule.Timeouts(Duration.ofMillis(100), null))
              .to("v2"),
          rule()
              .prefix("/try")
              .timeouts(new CallRule.Timeouts(null, Duration.ofMillis(100)))
              .to("v2"));

      assertThat(get("/call").status()).isEqualTo(504);
      assertThat(get("/try").status()).isEqualTo(504);
    } finally {
      forever.countDown();
    }
  }
}
