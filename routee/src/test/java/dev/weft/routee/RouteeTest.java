package dev.weft.routee;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class RouteeTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static RouteeOptions at(FakeRegistry registry, Map<String, String> more) {
    var environment = new java.util.HashMap<>(more);
    environment.put("WEFT_API", registry.uri().toString());
    return new RouteeOptions("orders", 8081, environment);
  }

  @Test
  void registersUntilItIsClosed() throws Exception {
    try (var registry = new FakeRegistry()) {
      try (Routee me = at(registry, Map.of()).label("version", "v2").zone("a").register()) {
        assertThat(me.awaitRegistered(PATIENCE)).isTrue();
        FakeRegistry.Request put = registry.next();
        assertThat(put.line()).startsWith("PUT").endsWith("/routees/orders-8081");
        assertThat(put.body())
            .contains("\"service\":\"orders\"", "\"version\":\"v2\"", "\"zone\":\"a\"")
            .contains("\"weft.dev/owner\":\"");
      }
      assertThat(registry.next().line()).startsWith("DELETE");
    }
  }

  @Test
  void showsTheTokenOfTheEnvironmentOrTheOneItWasGiven() throws Exception {
    try (var registry = new FakeRegistry()) {
      for (RouteeOptions options :
          new RouteeOptions[] {
            at(registry, Map.of("WEFT_TOKEN", "one")),
            at(registry, Map.of("WEFT_TOKEN", "one")).token("two")
          }) {
        try (Routee me = options.register()) {
          assertThat(me.awaitRegistered(PATIENCE)).isTrue();
        }
      }
      assertThat(registry.authorizations).contains("Bearer one", "Bearer two");
    }
  }

  @Test
  void neverFailsAProgramWhoseRegistryIsAway() throws Exception {
    try (Routee me =
        new RouteeOptions("orders", 8081, Map.of("WEFT_API", "http://127.0.0.1:1")).register()) {
      assertThat(me.awaitRegistered(Duration.ofMillis(50))).isFalse();
    }
  }

  /** The name is taken: whoever has it must not be deregistered by the one who was refused. */
  @Test
  void doesNotDeregisterSomebodyElse() throws Exception {
    try (var registry = new FakeRegistry()) {
      registry.putStatus = 409;
      registry.errorBody = "{\"message\":\"taken\"}";
      try (Routee me = at(registry, Map.of()).name("orders-1").register()) {
        assertThat(registry.next().line()).startsWith("PUT");
        assertThat(me.name()).isEqualTo("orders-1");
      }
      assertThat(registry.requests).noneMatch(request -> request.method().equals("DELETE"));
    }
  }

  @Test
  void saysWhichValueCannotBe() {
    assertThatThrownBy(() -> new RouteeOptions("Orders!", 8081, Map.of()).register())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Orders!");
    assertThatThrownBy(() ->
            new RouteeOptions("orders", 8081, Map.of()).registry(URI.create("ftp://x")).register())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("ftp://x");
  }
}
