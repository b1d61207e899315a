package dev.weft.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.model.mesh.BalancePolicy;
import dev.weft.model.mesh.BalancePolicy.Algorithm;
import dev.weft.model.mesh.FaultPolicy;
import dev.weft.model.mesh.HashOn;
import dev.weft.model.mesh.LimitPolicy;
import dev.weft.model.mesh.Protocol;
import dev.weft.model.mesh.Routee;
import dev.weft.model.mesh.Verdict;
import dev.weft.model.observe.CallQuestion;
import dev.weft.model.time.SystemClock;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is said of calls that would be made, beside what becomes of calls. */
class ExplainTest {
  private BrokerFixture mesh;

  @BeforeEach
  void start() {
    mesh = new BrokerFixture();
  }

  @AfterEach
  void stop() {
    mesh.close();
  }

  private Map<String, Object> explain(String method, String url, String... headers) {
    var lines = new ArrayList<Map.Entry<String, String>>();
    for (String header : headers) {
      lines.add(CallQuestion.header(header));
    }
    return mesh.broker.explain(new CallQuestion(method, url, lines, "127.0.0.1", ""));
  }

  @SuppressWarnings("unchecked") // as documented
  private static Map<String, Object> map(Map<String, Object> tree, String name) {
    return (Map<String, Object>) Objects.requireNonNull(tree.get(name), name);
  }

  @SuppressWarnings("unchecked") // as documented
  private static List<Map<String, Object>> list(Map<String, Object> tree, String name) {
    return (List<Map<String, Object>>) Objects.requireNonNull(tree.get(name), name);
  }

  private static String text(Map<String, Object> tree, String name) {
    return Objects.requireNonNull(tree.get(name), name).toString();
  }

  private static Map<String, Object> candidate(Map<String, Object> tree, String name) {
    return list(tree, "candidates").stream()
        .filter(one -> name.equals(one.get("routee")))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void namesTheServicesThatMayHaveBeenMeant() {
    mesh.put(
        MeshFixture.service("orders").build(),
        MeshFixture.service("payments").build(),
        MeshFixture.service("order").build());
    Map<String, Object> said = explain("GET", "http://ordres/");
    assertThat(said).containsEntry("outcome", "notFound");
    assertThat(said.get("nearest")).isEqualTo(List.of("orders", "order"));
    assertThat(text(said, "summary")).contains("404", "'ordres'", "orders, order");
    assertThat(map(said, "answer")).containsEntry("status", 404);
  }

  @Test
  void saysForEveryRouteeWhyItMayOrMayNotBePicked() throws IOException {
    try (RawRoutee orders = RawRoutee.answering("orders");
        RawRoutee gone = RawRoutee.answering("gone")) {
      gone.close();
      mesh.put(
          MeshFixture.service("orders")
              .roundRobin()
              .routee("orders-1", orders.port())
              .routee("orders-2", gone.port())
              .routee("orders-3", 1, Verdict.State.FAILING, 100, Protocol.HTTP)
              .routee("orders-4", 1, Verdict.State.PASSING, 0, Protocol.HTTP)
              .routee("orders-5", 1, Routee.Duty.CORDONED)
              .build());
      for (int i = 0; i < 3; i++) {
        assertThat(mesh.get("orders").status()).isEqualTo(200);
      }
      Map<String, Object> said = explain("GET", "http://orders/cart?secret=1");
      assertThat(said).containsEntry("outcome", "forwarded");
      assertThat(said.toString()).doesNotContain("secret");
      assertThat(map(said, "choice"))
          .containsEntry("routee", "orders-1")
          .containsEntry("certain", true);
      assertThat(candidate(said, "orders-1")).containsEntry("eligible", true);
      assertThat(text(candidate(said, "orders-2"), "why"))
          .startsWith("ejected by this broker (connection refused); its trial call is due in ");
      assertThat(candidate(said, "orders-3").get("why"))
          .isEqualTo("its probes say failing: set by a test");
      assertThat(candidate(said, "orders-4")).containsEntry("why", "its weight is 0");
      assertThat(candidate(said, "orders-5"))
          .containsEntry("why", "cordoned by an administrator")
          .containsEntry("eligible", false);
    }
  }

  @Test
  void theChancesAreWhatCallsComeTo() throws IOException {
    try (RawRoutee one = RawRoutee.answering("1");
        RawRoutee two = RawRoutee.answering("2");
        RawRoutee three = RawRoutee.answering("3")) {
      mesh.put(
          MeshFixture.service("orders")
              .balance(new BalancePolicy(Algorithm.RANDOM, 50, Duration.ZERO))
              .routee("orders-1", one.port(), Verdict.State.PASSING, 100, Protocol.HTTP)
              .routee("orders-2", two.port(), Verdict.State.PASSING, 300, Protocol.HTTP)
              .routee("orders-3", three.port(), Verdict.State.PASSING, 600, Protocol.HTTP)
              .build());
      Map<String, Object> said = explain("GET", "orders/");
      assertThat(candidate(said, "orders-1")).containsEntry("chance", 0.1);
      assertThat(candidate(said, "orders-2")).containsEntry("chance", 0.3);
      assertThat(map(said, "choice"))
          .containsEntry("routee", "orders-3")
          .containsEntry("certain", false);
      var answered = new HashMap<String, Integer>();
      try (RawCaller caller = mesh.caller()) {
        for (int i = 0; i < 2_000; i++) {
          caller.send("GET / HTTP/1.1\r\nHost: orders\r\n\r\n");
          answered.merge(caller.read().body(), 1, Integer::sum);
        }
      }
      // Six standard deviations: one run in 500 million fails by chance.
      assertThat(answered.get("1")).isBetween(119, 281);
      assertThat(answered.get("3")).isBetween(1_068, 1_332);
    }
  }

  @Test
  void askingTakesNobodysTurnAndNoTrial() throws IOException {
    try (RawRoutee one = RawRoutee.answering("1");
        RawRoutee two = RawRoutee.answering("2")) {
      mesh.put(
          MeshFixture.service("orders")
              .roundRobin()
              .routee("orders-1", one.port())
              .routee("orders-2", two.port())
              .build());
      for (int i = 0; i < 20; i++) {
        String next = text(map(explain("GET", "orders/"), "choice"), "routee");
        assertThat(map(explain("GET", "orders/"), "choice")).containsEntry("routee", next);
        assertThat(mesh.get("orders").header("x-weft-routee")).isEqualTo(next);
      }
      assertThat(mesh.broker.stats().calls()).isEqualTo(20);
    }
  }

  @Test
  void followsAKeyWhereItLeads() throws IOException {
    var policy =
        new BalancePolicy(
            Algorithm.MAGLEV,
            50,
            Duration.ZERO,
            new HashOn.Header("x-user"),
            null,
            BalancePolicy.Zones.IGNORE,
            List.of());
    try (RawRoutee one = RawRoutee.answering("1");
        RawRoutee two = RawRoutee.answering("2")) {
      mesh.put(
          MeshFixture.service("orders")
              .balance(policy)
              .routee("orders-1", one.port())
              .routee("orders-2", two.port())
              .build());
      for (int user = 0; user < 20; user++) {
        Map<String, Object> choice = map(explain("GET", "orders/", "X-User: u" + user), "choice");
        assertThat(choice).containsEntry("certain", true);
        try (RawCaller caller = mesh.caller()) {
          caller.send(
              "GET / HTTP/1.1\r\nHost: orders\r\nx-user: u"
                  + user
                  + "\r\nx-weft-explain: 1\r\n\r\n");
          assertThat(caller.read().header("x-weft-routee")).isEqualTo(choice.get("routee"));
        }
      }
      assertThat(text(map(explain("GET", "orders/"), "choice"), "reason"))
          .contains("without a key", "x-user");
    }
  }

  @Test
  void tellsWhereEachValueOfThePolicyComesFrom() {
    mesh.put(
        MeshFixture.service("orders")
            .routee("orders-1", 1)
            .limit(new LimitPolicy(7, 7, 7))
            .build());
    List<Map<String, Object>> policy = list(explain("GET", "orders/"), "policy");
    assertThat(policy)
        .contains(
            Map.of("field", "limit.maxConnections", "value", 7, "from", "default"),
            Map.of("field", "balance.algorithm", "value", "PeakEwma", "from", "default"));
  }

  @Test
  void tellsOfFaultsThatAreMadeOnPurpose() {
    mesh.put(
        MeshFixture.service("orders")
            .routee("orders-1", 1)
            .fault(new FaultPolicy(Duration.ofSeconds(2), 10, 503, 20))
            .build());
    assertThat(String.valueOf(explain("GET", "orders/").get("summary")))
        .contains("on purpose, 20 % of the calls are answered 503")
        .contains("on purpose, 10 % of the calls wait 2s");
  }

  @Test
  void saysWhatWouldFollowAFailure() {
    mesh.put(MeshFixture.service("orders").routee("orders-1", 1).routee("orders-2", 2).build());
    assertThat(map(explain("GET", "orders/"), "onFailure"))
        .containsEntry("retried", true)
        .containsEntry("others", 1)
        .containsEntry("request", "15s");
    assertThat(map(explain("POST", "orders/"), "onFailure"))
        .containsEntry("retried", false)
        .extractingByKey("why")
        .asString()
        .contains("POST is not idempotent");
  }

  @Test
  void aServiceWithoutRouteesIsAnsweredAsACallIs() throws IOException {
    mesh.put(MeshFixture.service("orders").build());
    Map<String, Object> said = explain("GET", "orders/");
    assertThat(said).containsEntry("outcome", "refused");
    assertThat(mesh.get("orders").body())
        .contains(text(map(said, "answer"), "detail"), "\"status\":503");
  }

  @Test
  void whatIsNoRequestIsRefusedInWords() {
    assertThatThrownBy(() -> explain("GET", "ftp://orders/"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("ftp");
    assertThatThrownBy(() -> explain("GET", "http:///"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> explain("GET", "orders/a\r\nx: y"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> explain("GET", "orders/", "x: a\r\nb"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aThousandRouteesAreLookedAtWithoutHoldingUpTheLoop() {
    MeshFixture orders = MeshFixture.service("orders");
    for (int i = 0; i < 1_000; i++) {
      orders.routee("orders-" + i, 1 + i);
    }
    mesh.put(orders.build());
    var clock = new SystemClock();
    long best = Long.MAX_VALUE;
    for (int i = 0; i < 50; i++) {
      long began = clock.nanos();
      assertThat(list(explain("GET", "orders/"), "candidates")).hasSize(1_000);
      best = Math.min(best, clock.nanos() - began);
    }
    clock.close();
    assertThat(Duration.ofNanos(best)).isLessThan(Duration.ofMillis(100));
  }
}
