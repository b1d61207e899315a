package dev.weft.broker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.broker.admin.AgentAdmin;
import dev.weft.model.time.SystemClock;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AgentAdminTest {
  private BrokerFixture mesh;
  private AgentAdmin admin;

  @BeforeEach
  void start() {
    var clock = new SystemClock();
    mesh = new BrokerFixture(clock, 2);
    admin = AgentAdmin.start("127.0.0.1", 0, mesh.broker, mesh.snapshots, clock);
  }

  @AfterEach
  void stop() {
    admin.close();
    mesh.close();
  }

  private RawCaller.Answer get(String path) throws IOException {
    try (RawCaller caller = new RawCaller(admin.port())) {
      return caller.send("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n").read();
    }
  }

  @Test
  void isReadyOnceThereIsASnapshot() throws IOException {
    assertThat(get("/healthz").status()).isEqualTo(200);
    assertThat(get("/readyz").status()).isEqualTo(503);
    mesh.put(MeshFixture.service("orders").build());
    assertThat(get("/readyz").status()).isEqualTo(200);
    assertThat(get("/nowhere").status()).isEqualTo(404);
  }

  @Test
  void showsMetricsAndRouteesWithTheirState() throws IOException {
    try (RawRoutee orders = RawRoutee.answering("orders");
        RawRoutee gone = RawRoutee.answering("gone")) {
      gone.close();
      mesh.put(
          MeshFixture.service("orders")
              .roundRobin()
              .routee("orders-1", orders.port())
              .routee("orders-2", gone.port())
              .build());
      for (int i = 0; i < 6; i++) {
        mesh.get("orders");
      }
      BrokerFixture.until(() -> mesh.broker.stats().calls() == 6);
      assertThat(get("/metrics").body())
          .contains(
              "weft_requests_total{caller=\"unknown\",code=\"2xx\",route=\"\",routee=\"orders-1\","
                  + "service=\"orders\"} 6")
          .contains("weft_request_duration_seconds_count", "weft_ejections_total 1.0")
          .contains("weft_telemetry_dropped_total{by=\"tap\"} 0.0")
          .contains("weft_requests_in_flight{caller=\"unknown\",service=\"orders\"} 0.0")
          .contains("weft_snapshot_revision 1.0", "process_cpu_seconds_total ")
          .contains("weft_build_info{", "weft_registry_followed 1.0")
          .contains(
              "weft_request_duration_seconds_bucket{routee=\"orders-1\",service=\"orders\",le=\"+Inf\"}"
                  + " 6");
      assertThat(get("/routees").body())
          .contains("\"state\" : \"passing\"", "\"state\" : \"ejected\"")
          .contains("\"cause\" : \"connection refused\"", "\"verdict\" : \"passing\"");
      assertThat(get("/snapshot").body()).contains("\"revision\" : 1", "orders-2");
    }
  }

  @Test
  void explainsCallsToNamesOfLoopbackAlone() throws IOException {
    try (RawRoutee orders = RawRoutee.answering("orders")) {
      mesh.put(MeshFixture.service("orders").routee("orders-1", orders.port()).build());
      assertThat(get("/explain?method=GET&url=http%3A%2F%2Forders%2Fcart").body())
          .contains("\"routee\" : \"orders-1\"", "\"outcome\" : \"forwarded\"");
      assertThat(get("/explain").status()).isEqualTo(400);
      String exchange = mesh.get("orders").header("x-weft-exchange");
      assertThat(get("/exchanges/" + exchange).body()).contains("\"status\" : 200");
      assertThat(get("/exchanges?service=orders").body()).contains(exchange);
      assertThat(get("/exchanges/0123456789abcdef").status()).isEqualTo(404);
      assertThat(get("/exchanges?limit=0").status()).isEqualTo(400);
      try (RawCaller caller = new RawCaller(admin.port())) {
        String body = "{\"url\": \"orders/\", \"headers\": {\"x-user\": \"7\"}}";
        caller.send(
            "POST /explain HTTP/1.1\r\nHost: 127.0.0.1:1\r\nContent-Length: "
                + body.length()
                + "\r\n\r\n"
                + body);
        assertThat(caller.read().body()).contains("x-user", "orders-1");
      }
      try (RawCaller caller = new RawCaller(admin.port())) {
        caller.send("GET /exchanges HTTP/1.1\r\nHost: evil.example\r\n\r\n");
        assertThat(caller.read().status()).isEqualTo(403);
      }
    }
  }

  @Test
  void aTapEndsWithTheLastCallThatItWants() throws IOException {
    try (RawRoutee orders = RawRoutee.answering("orders");
        RawCaller caller = new RawCaller(admin.port())) {
      mesh.put(MeshFixture.service("orders").routee("orders-1", orders.port()).build());
      caller.send("GET /tap?limit=2&service=orders HTTP/1.1\r\nHost: localhost\r\n\r\n");
      assertThat(caller.answered()).isTrue();
      mesh.get("orders");
      mesh.get("orders");
      assertThat(caller.read().body().lines()).hasSize(2).allMatch(l -> l.contains("orders-1"));
    }
  }
}
