package dev.weft.examples.shop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class WebTest {
  @Test
  void showsItsOwnLineAboveThoseOfTheServicesItCalled() throws Exception {
    try (var mesh = new FakeMesh(200, "orders pid 1 port 2\nreserved");
        var web = Web.start(FakeMesh.anyPort(), mesh.client())) {
      var answer = FakeMesh.call("GET", web, "/");

      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body().lines())
          .containsExactly(web.instance().toString(), "orders pid 1 port 2", "reserved");
      assertThat(mesh.asked()).containsExactly("GET http://orders/orders?sku=tea&qty=1");
    }
  }

  @Test
  void buysUnderAnOrderIdOfItsOwnSoThatACallMayBeRepeated() throws Exception {
    try (var mesh = new FakeMesh(200, "fine");
        var web = Web.start(FakeMesh.anyPort(), mesh.client())) {
      assertThat(FakeMesh.call("GET", web, "/buy?sku=milk&qty=3").statusCode()).isEqualTo(200);

      assertThat(mesh.asked())
          .singleElement()
          .asString()
          .matches("PUT http://orders/orders/[0-9a-f-]{36}\\?sku=milk&qty=3");
    }
  }

  @Test
  void tellsWhichServiceFailedAndHow() throws Exception {
    try (var mesh = new FakeMesh(503, "no routee passes");
        var web = Web.start(FakeMesh.anyPort(), mesh.client())) {
      var answer = FakeMesh.call("GET", web, "/buy");

      assertThat(answer.statusCode()).isEqualTo(502);
      assertThat(answer.body()).contains("orders answered 503: no routee passes");
    }
  }

  @Test
  void refusesWhatCannotBeBought() throws Exception {
    try (var mesh = new FakeMesh(200, "fine");
        var web = Web.start(FakeMesh.anyPort(), mesh.client())) {
      assertThat(FakeMesh.call("GET", web, "/buy?qty=0").statusCode()).isEqualTo(400);
      assertThat(FakeMesh.call("GET", web, "/buy?sku=Tea%20pot").body()).contains("'Tea pot'");
      assertThat(FakeMesh.call("DELETE", web, "/").statusCode()).isEqualTo(405);
      assertThat(FakeMesh.call("GET", web, "/nowhere").statusCode()).isEqualTo(404);
      assertThat(mesh.asked()).isEmpty();
    }
  }

  @Test
  void callsThroughTheProxyThatTheSystemPropertiesName() throws IOException, InterruptedException {
    try (var mesh = new FakeMesh(200, "fine")) {
      System.setProperty("http.proxyHost", "127.0.0.1");
      System.setProperty("http.proxyPort", String.valueOf(mesh.address().getPort()));
      try (var web = Web.start(FakeMesh.anyPort(), Neighbour.client())) {
        assertThat(FakeMesh.call("GET", web, "/").statusCode()).isEqualTo(200);
        assertThat(mesh.asked()).hasSize(1);
      } finally {
        System.clearProperty("http.proxyHost");
        System.clearProperty("http.proxyPort");
      }
    }
  }
}
