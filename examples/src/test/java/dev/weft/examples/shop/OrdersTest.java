package dev.weft.examples.shop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class OrdersTest {
  private static final String ID = "7f5c9a4e-5f0e-4f7e-9b1e-0f6f2f1d3c55";

  @Test
  void reservesInTheInventoryAndPaysBeforeItSaysYes() throws Exception {
    try (var mesh = new FakeMesh(200, "payments pid 1 port 2\npaid 5.00");
        var inventory = Inventory.start(FakeMesh.anyPort());
        var pricing = Pricing.start(FakeMesh.anyPort());
        var prices = prices(pricing);
        var orders = Orders.start(FakeMesh.anyPort(), prices, mesh.client(), stock(inventory))) {
      var answer = FakeMesh.call("PUT", orders, "/orders/" + ID + "?sku=tea&qty=2");

      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body().lines())
          .containsExactly(
              orders.instance().toString(),
              pricing.instance() + ": 2 tea cost 5.00",
              "payments pid 1 port 2",
              "paid 5.00",
              inventory.instance() + " reserved 2 tea, 998 left");
      assertThat(mesh.asked())
          .containsExactly("PUT http://payments/pay/" + ID + "?sku=tea&qty=2&cents=500");
    }
  }

  @Test
  void tellsThePriceWithoutReservingAnything() throws Exception {
    try (var mesh = new FakeMesh(200, "would cost 2.50");
        var inventory = Inventory.start(FakeMesh.anyPort());
        var pricing = Pricing.start(FakeMesh.anyPort());
        var prices = prices(pricing);
        var orders = Orders.start(FakeMesh.anyPort(), prices, mesh.client(), stock(inventory))) {
      var answer = FakeMesh.call("GET", orders, "/orders");

      assertThat(answer.body()).contains("would cost 2.50").contains(inventory.instance() + "\n");
      assertThat(mesh.asked()).containsExactly("GET http://payments/pay?sku=tea&qty=1&cents=250");
    }
  }

  @Test
  void postsUnderANewId() throws Exception {
    try (var mesh = new FakeMesh(200, "paid");
        var inventory = Inventory.start(FakeMesh.anyPort());
        var pricing = Pricing.start(FakeMesh.anyPort());
        var prices = prices(pricing);
        var orders = Orders.start(FakeMesh.anyPort(), prices, mesh.client(), stock(inventory))) {
      assertThat(FakeMesh.call("POST", orders, "/orders").statusCode()).isEqualTo(200);
      assertThat(FakeMesh.call("PUT", orders, "/orders/not-an-id").statusCode()).isEqualTo(400);
      assertThat(FakeMesh.call("PUT", orders, "/orders/").statusCode()).isEqualTo(404);
      assertThat(FakeMesh.call("DELETE", orders, "/orders").statusCode()).isEqualTo(405);
    }
  }

  @Test
  void saysThatTheInventoryCouldNotBeAsked() throws Exception {
    var stock = new Stock(new InetSocketAddress(InetAddress.getLoopbackAddress(), nobody()));
    try (var mesh = new FakeMesh(200, "paid");
        var pricing = Pricing.start(FakeMesh.anyPort());
        var prices = prices(pricing);
        var orders = Orders.start(FakeMesh.anyPort(), prices, mesh.client(), stock)) {
      var answer = FakeMesh.call("PUT", orders, "/orders/" + ID);

      assertThat(answer.statusCode()).isEqualTo(502);
      assertThat(answer.body()).contains("inventory could not be asked 'RESERVE tea 1'");
      assertThat(mesh.asked()).isEmpty();
    }
  }

  @Test
  void saysThatPricingCouldNotBeAsked() throws Exception {
    try (var mesh = new FakeMesh(200, "paid");
        var inventory = Inventory.start(FakeMesh.anyPort());
        var prices = new Prices("127.0.0.1", nobody());
        var orders = Orders.start(FakeMesh.anyPort(), prices, mesh.client(), stock(inventory))) {
      var answer = FakeMesh.call("PUT", orders, "/orders/" + ID);

      assertThat(answer.statusCode()).isEqualTo(502);
      assertThat(answer.body()).contains("pricing could not be called: UNAVAILABLE");
      assertThat(mesh.asked()).isEmpty();
    }
  }

  /** A port on which nobody listens. */
  private static int nobody() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static Prices prices(GrpcService pricing) {
    return new Prices("127.0.0.1", pricing.instance().port());
  }

  private static Stock stock(LineService inventory) {
    return new Stock(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), inventory.instance().port()));
  }
}
