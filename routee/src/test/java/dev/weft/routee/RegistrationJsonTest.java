package dev.weft.routee;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.model.mesh.Protocol;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RegistrationJsonTest {
  static Registration orders(Map<String, String> labels, String zone) {
    return new Registration(
        "default",
        "orders-1",
        "orders",
        "127.0.0.1",
        8081,
        Protocol.HTTP,
        zone,
        100,
        labels,
        Duration.ofSeconds(15));
  }

  @Test
  void writesARouteeDocument() {
    assertThat(RegistrationJson.write(orders(Map.of("version", "v1"), "a"), "me-1"))
        .isEqualTo(
            "{\"apiVersion\":\"weft.dev/v1\",\"kind\":\"Routee\",\"metadata\":{"
                + "\"namespace\":\"default\",\"name\":\"orders-1\",\"labels\":{\"version\":\"v1\"},"
                + "\"annotations\":{\"weft.dev/owner\":\"me-1\"}},"
                + "\"spec\":{\"service\":\"orders\",\"address\":\"127.0.0.1\",\"port\":8081,"
                + "\"protocol\":\"http\",\"zone\":\"a\",\"weight\":100,"
                + "\"lease\":{\"ttlSeconds\":15}}}");
  }

  @Test
  void leavesOutWhatIsEmpty() {
    assertThat(RegistrationJson.write(orders(Map.of(), ""), "me-1"))
        .doesNotContain("labels", "zone");
  }

  @Test
  void escapesWhatJsonCannotHold() {
    String json =
        RegistrationJson.write(orders(Map.of("k\"\\", "a\n\u0000é\ud83d\udc1d\ud800"), ""), "me-1");

    assertThat(json).contains("\"k\\\"\\\\\":\"a\\u000a\\u0000\\u00e9\\ud83d\\udc1d\\ud800\"");
  }

  @Test
  void refusesWhatNoRegistryWouldTakeWithValueAndRange() {
    assertThatThrownBy(() ->
            new Registration(
                "default",
                "Orders/1",
                "orders",
                "127.0.0.1",
                80,
                Protocol.HTTP,
                "",
                100,
                Map.of(),
                Duration.ofSeconds(15)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("name is 'Orders/1'; it must be");
  }
}
