package dev.weft.model.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceNameTest {
  @ParameterizedTest
  @CsvSource({
    "orders, default",
    "ORDERS:80, default",
    "orders., default",
    "orders.localhost, default",
    "orders.localhost:7071, default",
    "orders.shop, shop",
    "orders.shop:8080, shop",
    "orders.shop.svc, shop",
    "orders.shop.svc.cluster.local, shop",
    "orders.shop.svc.cluster.local:80, shop",
    "orders.shop.localhost:7071, shop",
  })
  void readsEveryFormOfAnAuthority(String authority, String namespace) {
    assertThat(ServiceName.ofAuthority(authority)).contains(new ServiceName(namespace, "orders"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ":80", "[::1]:80", "a.b.c", "or_ders", "orders..shop", "-orders"})
  void refusesWhatNoServiceCanBeCalled(String authority) {
    assertThat(ServiceName.ofAuthority(authority)).isEmpty();
  }

  @Test
  void showsTheNamespaceOnlyWhereItIsNotTheDefault() {
    assertThat(new ServiceName("default", "orders")).hasToString("orders");
    assertThat(new ServiceName("shop", "orders")).hasToString("orders.shop");
  }
}
