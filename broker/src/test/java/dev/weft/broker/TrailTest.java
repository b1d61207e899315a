package dev.weft.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.broker.observe.Trail;
import dev.weft.broker.trace.Spans;
import dev.weft.broker.trace.TraceContext;
import dev.weft.model.observe.ExchangeFilter;
import dev.weft.model.observe.LiveExchanges;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is remembered and shown of calls that were made. */
class TrailTest {
  private BrokerFixture mesh;

  @BeforeEach
  void start() {
    mesh = new BrokerFixture();
  }

  @AfterEach
  void stop() {
    mesh.close();
  }

  private static ExchangeFilter filter(String... parameters) {
    var query = new HashMap<String, List<String>>();
    for (int i = 0; i < parameters.length; i += 2) {
      query.put(parameters[i], List.of(parameters[i + 1]));
    }
    return ExchangeFilter.of(query, 50);
  }

  @SuppressWarnings("unchecked") // as documented
  private static List<Map<String, Object>> tries(Map<String, Object> record) {
    return (List<Map<String, Object>>) Objects.requireNonNull(record.get("tries"));
  }

  private Map<String, Object> record(RawCaller.Answer answer) {
    return Objects.requireNonNull(mesh.broker.exchange(answer.header("x-weft-exchange")));
  }

  @Test
  void aCallThatWasTriedElsewhereSaysWhatHappened() throws IOException {
    try (RawRoutee orders = RawRoutee.answering("orders");
        RawRoutee gone = RawRoutee.answering("gone")) {
      gone.close();
      mesh.put(
          MeshFixture.service("orders")
              .roundRobin()
              .routee("orders-1", gone.port())
              .routee("orders-2", orders.port())
              .build());
      Map<String, Object> retried = Map.of();
      for (int i = 0; i < 3 && !"retried".equals(retried.get("notable")); i++) {
        retried = record(mesh.call("GET", "orders", "/cart?token=secret"));
      }
      assertThat(retried)
          .containsEntry("status", 200)
          .containsEntry("method", "GET")
          .containsEntry("authority", "orders")
          .containsEntry("path", "/cart")
          .containsEntry("queryBytes", 13)
          .containsEntry("service", "orders")
          .containsEntry("routee", "orders-2")
          .containsEntry("retries", 1)
          .containsEntry("notable", "retried");
      assertThat(retried.toString()).doesNotContain("secret");
      assertThat(tries(retried)).hasSize(2);
      assertThat(tries(retried).getFirst())
          .containsEntry("routee", "orders-1")
          .containsEntry("outcome", "connection_refused")
          .containsEntry("reason", "its turn")
          .containsEntry("next", "tried again, as nothing of it had been sent");
      assertThat(tries(retried).getLast())
          .containsEntry("routee", "orders-2")
          .containsEntry("status", 200);
      assertThat(String.valueOf(retried.get("summary")))
          .startsWith("orders-2 answered 200 after ")
          .contains("connection refused");
    }
  }

  @Test
  void saysWhyACallWasNotTriedAgain() throws IOException {
    try (RawRoutee cuts = RawRoutee.resetting();
        RawRoutee other = RawRoutee.resetting()) {
      mesh.put(
          MeshFixture.service("orders")
              .routee("orders-1", cuts.port())
              .routee("orders-2", other.port())
              .build());
      Map<String, Object> failed = record(mesh.call("POST", "orders", "/"));
      assertThat(failed).containsEntry("status", 502).containsEntry("notable", "failed");
      assertThat(tries(failed)).hasSize(1);
      assertThat(String.valueOf(tries(failed).getFirst().get("next")))
          .startsWith("not tried again: its method is not idempotent");
    }
  }

  @Test
  void saysWhyAFailedAnswerBecameTheCallers() throws IOException {
    try (RawRoutee fails = RawRoutee.status(503)) {
      mesh.put(MeshFixture.service("orders").routee("orders-1", fails.port()).build());
      Map<String, Object> failed = record(mesh.get("orders"));
      assertThat(failed).containsEntry("status", 503).containsEntry("outcome", "answered");
      assertThat(tries(failed).getFirst())
          .containsEntry("next", "not tried again: there is no other routee to try");
    }
  }

  @Test
  void whoeverLooksOnSharesOneCopyThatOutlivesItsPlace() throws IOException {
    var seen = new CopyOnWriteArrayList<Trail>();
    mesh.broker.trace(new TraceContext(1));
    mesh.broker.observe(new Spans(seen::add));
    mesh.broker.observe(new Spans(seen::add));
    try (RawRoutee orders = RawRoutee.answering("orders")) {
      mesh.put(MeshFixture.service("orders").routee("orders-1", orders.port()).build());
      String first = mesh.call("GET", "orders", "/first").header("x-weft-exchange");
      try (RawCaller caller = mesh.caller()) {
        for (int i = 0; i < 5_000; i++) {
          caller.send("GET / HTTP/1.1\r\nHost: orders\r\n\r\n");
          caller.read();
        }
      }
      assertThat(mesh.broker.exchange(first)).as("its place is another's").isNull();
      assertThat(seen.get(0).path()).isEqualTo("/first");
      assertThat(seen.get(1)).isSameAs(seen.get(0));
      assertThat(seen.get(2)).isNotSameAs(seen.get(0));
    }
  }

  @Test
  void whatFailedIsRememberedLongerThanWhatDidNot() throws IOException {
    try (RawRoutee orders = RawRoutee.answering("orders")) {
      mesh.put(
          MeshFixture.service("orders").routee("orders-1", orders.port()).build(),
          MeshFixture.service("empty").build());
      RawCaller.Answer failed = mesh.get("empty");
      RawCaller.Answer good = mesh.get("orders");
      try (RawCaller caller = mesh.caller()) {
        for (int i = 0; i < 5_000; i++) {
          caller.send("GET / HTTP/1.1\r\nHost: orders\r\n\r\n");
          assertThat(caller.read().status()).isEqualTo(200);
        }
      }
      assertThat(record(failed))
          .containsEntry("outcome", "refused")
          .containsEntry("error", "destination_unavailable");
      assertThat(mesh.broker.exchange(good.header("x-weft-exchange"))).isNull();
      assertThat(mesh.broker.exchanges(filter("failed", "1"))).hasSize(1);
      assertThat(mesh.broker.exchanges(filter("service", "orders", "limit", "7"))).hasSize(7);
      assertThat(mesh.broker.exchanges(filter("status", "5xx", "service", "orders"))).isEmpty();
    }
  }

  @Test
  void aCallToNoServiceIsRememberedToo() throws IOException {
    Map<String, Object> unknown = record(mesh.get("nowhere"));
    assertThat(unknown)
        .containsEntry("status", 404)
        .containsEntry("error", "destination_not_found")
        .containsEntry("authority", "nowhere");
    assertThat(unknown.get("service")).isNull();
    assertThat(tries(unknown)).isEmpty();
  }

  @Test
  void theAnswerTellsWhyIfAsked() throws IOException {
    try (RawRoutee orders = RawRoutee.answering("orders");
        RawCaller caller = mesh.caller()) {
      mesh.put(MeshFixture.service("orders").routee("orders-1", orders.port()).build());
      assertThat(mesh.get("orders").header("x-weft-explain"))
          .isEqualTo("orders-1; why=\"the only one\"; connection=opened");
      caller.send("GET / HTTP/1.1\r\nHost: orders\r\n\r\n");
      assertThat(caller.read().header("x-weft-explain")).isEmpty();
    }
  }

  @Test
  void aTapShowsWhatMatchesAndOnlyThat() throws Exception {
    try (RawRoutee orders = RawRoutee.answering("orders");
        LiveExchanges all = mesh.broker.tap(filter("service", "orders", "path", "/cart"));
        LiveExchanges failed = mesh.broker.tap(filter("failed", "1"));
        LiveExchanges open =
            mesh.broker.tap(filter("query", "1", "header", "authorization", "path", "/cart"))) {
      mesh.put(MeshFixture.service("orders").routee("orders-1", orders.port()).build());
      mesh.call("GET", "orders", "/other");
      try (RawCaller caller = mesh.caller()) {
        caller.send(
            "GET /cart?a=b HTTP/1.1\r\nHost: orders\r\nAuthorization: Bearer secret\r\n\r\n");
        assertThat(caller.read().status()).isEqualTo(200);
      }
      mesh.get("nowhere");
      Map<String, Object> cart = next(all);
      assertThat(cart).containsEntry("path", "/cart").containsEntry("status", 200);
      assertThat(cart.toString()).doesNotContain("a=b").doesNotContain("secret");
      assertThat(all.next(Duration.ofMillis(20))).isNull();
      assertThat(failed.next(Duration.ofMillis(20))).isNull(); // a 404 lets nobody down
      assertThat(next(open))
          .containsEntry("query", "?a=b")
          .containsEntry("headers", Map.of("authorization", "(13 bytes)"));
    }
  }

  @Test
  void aTapThatIsNotReadDropsAndSaysHowMany() throws Exception {
    try (RawRoutee orders = RawRoutee.answering("orders");
        RawCaller caller = mesh.caller();
        LiveExchanges tap = mesh.broker.tap(filter())) {
      mesh.put(MeshFixture.service("orders").routee("orders-1", orders.port()).build());
      for (int i = 0; i < 1_100; i++) {
        caller.send("GET / HTTP/1.1\r\nHost: orders\r\n\r\n");
        assertThat(caller.read().status()).isEqualTo(200);
      }
      BrokerFixture.until(() -> mesh.broker.stats().calls() == 1_100);
      mesh.broker.exchanges(filter()); // asked on the loop, and so after the last call's end
      assertThat(next(tap)).containsEntry("dropped", 76L);
      int shown = 0;
      while (tap.next(Duration.ofMillis(20)) != null) {
        shown++;
      }
      assertThat(shown).isEqualTo(1_024);
    }
  }

  @Test
  void onlySoManyMayLookOnAtOnce() {
    LiveExchanges first = mesh.broker.tap(filter());
    for (int i = 1; i < 16; i++) {
      mesh.broker.tap(filter());
    }
    assertThatThrownBy(() -> mesh.broker.tap(filter())).hasMessageContaining("16 taps");
    first.close();
    assertThat(mesh.broker.tap(filter())).isNotNull();
  }

  @Test
  void aFilterThatIsNoneIsRefusedInWords() {
    assertThatThrownBy(() -> filter("status", "999"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("999");
    assertThatThrownBy(() -> filter("sample", "0")).hasMessageContaining("sample");
    assertThatThrownBy(() -> filter("colour", "red")).hasMessageContaining("colour");
    assertThatThrownBy(() -> mesh.broker.exchange("12")).hasMessageContaining("16 hexadecimal");
  }

  private static Map<String, Object> next(LiveExchanges tap) throws InterruptedException {
    return Objects.requireNonNull(tap.next(Duration.ofSeconds(10)));
  }
}
