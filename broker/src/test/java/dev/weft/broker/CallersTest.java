package dev.weft.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.weft.model.observe.EdgeName;
import dev.weft.model.observe.EdgeSignal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How a broker knows who calls. */
class CallersTest {
  private BrokerFixture mesh;
  private RawRoutee routee;
  private final List<EdgeSignal> seen = new ArrayList<>();

  @BeforeEach
  void start() throws IOException {
    mesh = new BrokerFixture();
    routee = RawRoutee.answering("hello");
    mesh.put(MeshFixture.service("orders").routee("orders-1", routee.port()).build());
  }

  @AfterEach
  void stop() throws IOException {
    routee.close();
    mesh.close();
  }

  private List<String> callers() {
    seen.addAll(mesh.broker.edges().report());
    return seen.stream()
        .filter(one -> one.calls() > 0)
        .map(one -> one.edge().caller())
        .distinct()
        .toList();
  }

  private static String basic(String user) {
    byte[] bytes = user.getBytes(StandardCharsets.ISO_8859_1);
    return "Proxy-Authorization: Basic " + Base64.getEncoder().encodeToString(bytes) + "\r\n";
  }

  private void call(String target, String fields) throws IOException {
    try (RawCaller caller = mesh.caller()) {
      caller.send("GET " + target + " HTTP/1.1\r\nHost: orders\r\n" + fields + "\r\n");
      assertThat(caller.read().status()).isEqualTo(200);
    }
  }

  @Test
  void aFieldNamesTheCallerAndIsNotPassedOn() throws IOException {
    call("/", "X-Weft-Caller: web\r\n");
    assertThat(callers()).containsExactly("web");
    assertThat(routee.heads.getLast().toLowerCase(Locale.ROOT)).doesNotContain("x-weft-caller");
  }

  @Test
  void theUserShownToTheProxyNamesTheCallerAndIsNotPassedOn() throws IOException {
    call("http://orders/", basic("web.shop:weft"));
    assertThat(callers()).containsExactly("web.shop");
    assertThat(routee.heads.getLast().toLowerCase(Locale.ROOT))
        .doesNotContain("proxy-authorization");
  }

  @Test
  void whatNamesNobodyLeavesTheCallerUnknown() throws IOException {
    call("/", "X-Weft-Caller: <b>no name</b>\r\n");
    call("/", basic("no name:x"));
    call("/", "Proxy-Authorization: Basic %%%\r\n");
    call("/", "Proxy-Authorization: Bearer abc\r\n");
    call("/", "X-Weft-Caller: " + "a".repeat(600) + "\r\n");
    call("/", "");
    assertThat(callers()).containsExactly(EdgeName.UNKNOWN);
  }

  @Test
  void aConnectionMaySpeakForSeveral() throws IOException {
    try (RawCaller caller = mesh.caller()) {
      for (String name : List.of("web", "batch", "web")) {
        caller.send("GET / HTTP/1.1\r\nHost: orders\r\nX-Weft-Caller: " + name + "\r\n\r\n");
        assertThat(caller.read().status()).isEqualTo(200);
      }
    }
    assertThat(callers()).containsExactlyInAnyOrder("web", "batch");
  }

  @Test
  void aProgramOfThisMachineIsKnownByItsEnvironment() throws Exception {
    Path bash = Path.of("/bin/bash");
    assumeTrue(Files.exists(Path.of("/proc/net/tcp")) && Files.exists(bash), "Linux with bash");
    String calls =
        "exec 3<>/dev/tcp/127.0.0.1/"
            + mesh.broker.port()
            + "; while true; do printf 'GET / HTTP/1.1\\r\\nHost: orders\\r\\n\\r\\n' >&3;"
            + " read -r -u 3 line; read -t 0.05 <> <(:); done";
    var builder = new ProcessBuilder(bash.toString(), "-c", calls);
    builder.environment().put("WEFT_SERVICE", "legacy");
    builder.environment().put("WEFT_NAMESPACE", "shop");
    Process program = builder.start();
    try {
      BrokerFixture.until(() -> callers().contains("legacy.shop"));
    } finally {
      program.destroyForcibly();
      assertThat(program.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }
  }
}
